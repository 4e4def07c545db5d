package org.dure.server.models.registry;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.base.UserError;
import org.dure.server.models.DeployedModels;
import org.dure.server.models.registry.ChangeLog.Change;
import org.dure.server.models.registry.HistoryEntry.Kind;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Models made, renamed, described, tagged, aliased and deleted by people and by MLflow's clients.
@Service
public class ModelChangeService {

    private final ModelChangeRepository models;
    private final VersionChangeRepository versions;
    private final ChangeLog log;
    private final DeployedModels deployed;
    private final ProblemService problems;
    private final Clock clock;

    ModelChangeService(
            ModelChangeRepository models,
            VersionChangeRepository versions,
            ChangeLog log,
            DeployedModels deployed,
            ProblemService problems,
            Clock clock) {
        this.models = models;
        this.versions = versions;
        this.log = log;
        this.deployed = deployed;
        this.problems = problems;
        this.clock = clock;
    }

    /// Without a look at rights.
    public Optional<UUID> idOf(UUID projectId, String name) {
        return models.idOf(projectId, name);
    }

    /// A model without versions. One with the name of a problem is that problem's: what competes on it goes there.
    ///
    /// @throws UserError.Conflict where the name is taken
    @Transactional
    public UUID create(
            Caller caller,
            UUID projectId,
            @Nullable String wantedName,
            @Nullable String description,
            Map<String, String> tags) {
        String name = RegistryLimits.name("name", wantedName);
        caller.require(Permission.MODELS_REGISTER, projectId, "model", name);
        RegistryLimits.tags(tags);
        UUID id = Ids.next();
        String said = RegistryLimits.description(description);
        Instant now = now();
        UUID problemId = problems.find(projectId, name).map(Problem::id).orElse(null);
        try {
            models.insert(id, projectId, problemId, name, said, caller.name(), now);
        } catch (DuplicateKeyException taken) {
            throw UserError.Conflict.nameTaken("model", name);
        }
        models.putTags(id, tags);
        write(caller, models.find(id).orElseThrow(), new Change(Kind.MODEL_MADE, null, null, name, ""));
        return id;
    }

    /// Versions, aliases and tags go with it.
    ///
    /// @throws UserError.Conflict where the name is taken
    @Transactional
    public void rename(Caller caller, UUID modelId, @Nullable String wantedName) {
        String name = RegistryLimits.name("name", wantedName);
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        if (name.equals(model.name())) {
            return;
        }
        try {
            models.rename(modelId, name, now());
        } catch (DuplicateKeyException taken) {
            throw UserError.Conflict.nameTaken("model", name);
        }
        write(caller, model, new Change(Kind.MODEL_RENAMED, null, model.name(), name, ""));
    }

    @Transactional
    public void describe(Caller caller, UUID modelId, @Nullable String wanted) {
        String description = RegistryLimits.description(wanted);
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        models.describe(modelId, description, now());
        write(caller, model, new Change(Kind.DESCRIPTION_SET, null, model.description(), description, ""));
    }

    @Transactional
    public void setTag(Caller caller, UUID modelId, String key, @Nullable String value) {
        RegistryLimits.tag(key, value);
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        String before = models.tag(modelId, key).orElse(null);
        String after = value == null ? "" : value;
        if (!after.equals(before)) {
            models.putTags(modelId, Map.of(key, after));
            write(caller, model, new Change(Kind.TAG_SET, key, before, after, ""));
        }
    }

    /// Deleting what is not there changes nothing.
    @Transactional
    public void deleteTag(Caller caller, UUID modelId, String key) {
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        models.tag(modelId, key).ifPresent(before -> {
            models.deleteTag(modelId, key);
            write(caller, model, new Change(Kind.TAG_DELETED, key, before, null, ""));
        });
    }

    /// Lets the alias name a version, and no other one any longer.
    @Transactional
    public void setAlias(Caller caller, UUID modelId, String alias, int number, @Nullable String comment) {
        RegistryLimits.alias(alias);
        String why = RegistryLimits.comment(comment);
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        VersionChangeRepository.Held version = versions.find(modelId, number)
                .orElseThrow(() -> new UserError.NotFound("version of " + model.name(), number));
        Integer before = models.alias(modelId, alias).orElse(null);
        if (before != null && before == number) {
            return;
        }
        models.putAlias(modelId, alias, version.id());
        log.write(
                caller,
                model,
                version,
                new Change(
                        Kind.ALIAS_SET,
                        alias,
                        before == null ? null : String.valueOf(before),
                        String.valueOf(number),
                        why),
                now());
    }

    /// Deleting what is not there changes nothing.
    @Transactional
    public void deleteAlias(Caller caller, UUID modelId, String alias, @Nullable String comment) {
        String why = RegistryLimits.comment(comment);
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        models.alias(modelId, alias).ifPresent(before -> {
            models.deleteAlias(modelId, alias);
            log.write(
                    caller,
                    model,
                    versions.find(modelId, before).orElse(null),
                    new Change(Kind.ALIAS_DELETED, alias, String.valueOf(before), null, why),
                    now());
        });
    }

    /// The model and all its versions are found no longer; what was decided over them stays.
    ///
    /// @throws UserError.Conflict where a version answers callers, is a champion, or is being evaluated
    @Transactional
    public void delete(Caller caller, UUID modelId) {
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        versions.all(modelId).forEach(version -> requireUnused(deployed, model, version));
        models.delete(modelId, now());
        write(caller, model, new Change(Kind.MODEL_DELETED, null, model.name(), null, ""));
    }

    static void requireUnused(
            DeployedModels deployed, ModelChangeRepository.Held model, VersionChangeRepository.Held version) {
        String name = "Version " + version.number() + " of " + model.name();
        if (deployed.isDeployed(version.id())) {
            throw new UserError.Conflict(name + " answers at an endpoint; let another one answer there first.");
        }
        if (version.champion()) {
            throw new UserError.Conflict(name + " is the champion of its problem; it stays until another one is.");
        }
        if (version.judged()) {
            throw new UserError.Conflict(name + " is being evaluated; delete it when that is over.");
        }
    }

    private void write(Caller caller, ModelChangeRepository.Held model, Change change) {
        log.write(caller, model, null, change, now());
    }

    /// MLflow's wire tells milliseconds; what is shown and what is ordered by are the same.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
