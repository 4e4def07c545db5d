package org.dure.server.models.registry;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.models.DeployedModels;
import org.dure.server.models.registry.ChangeLog.Change;
import org.dure.server.models.registry.HistoryEntry.Kind;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Versions described, tagged, moved from stage to stage and deleted.
@Service
public class VersionChangeService {

    private final ModelChangeRepository models;
    private final VersionChangeRepository versions;
    private final ChangeLog log;
    private final DeployedModels deployed;
    private final Clock clock;

    VersionChangeService(
            ModelChangeRepository models,
            VersionChangeRepository versions,
            ChangeLog log,
            DeployedModels deployed,
            Clock clock) {
        this.models = models;
        this.versions = versions;
        this.log = log;
        this.deployed = deployed;
        this.clock = clock;
    }

    @Transactional
    public void describe(Caller caller, UUID modelId, int number, @Nullable String wanted) {
        String description = RegistryLimits.description(wanted);
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        VersionChangeRepository.Held version = find(model, number);
        versions.describe(version.id(), description, now());
        write(caller, model, version, new Change(Kind.DESCRIPTION_SET, null, version.description(), description, ""));
    }

    @Transactional
    public void setTag(Caller caller, UUID modelId, int number, String key, @Nullable String value) {
        RegistryLimits.tag(key, value);
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        VersionChangeRepository.Held version = find(model, number);
        String before = versions.tag(version.id(), key).orElse(null);
        String after = value == null ? "" : value;
        if (!after.equals(before)) {
            versions.putTags(version.id(), Map.of(key, after));
            write(caller, model, version, new Change(Kind.TAG_SET, key, before, after, ""));
        }
    }

    /// Deleting what is not there changes nothing.
    @Transactional
    public void deleteTag(Caller caller, UUID modelId, int number, String key) {
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        VersionChangeRepository.Held version = find(model, number);
        versions.tag(version.id(), key).ifPresent(before -> {
            versions.deleteTag(version.id(), key);
            write(caller, model, version, new Change(Kind.TAG_DELETED, key, before, null, ""));
        });
    }

    /// @param archiveOthers whether those that stand there now are archived
    /// @throws UserError.Invalid where others are to be archived from a stage that none is in use at
    @Transactional
    public void setStage(
            Caller caller, UUID modelId, int number, Stage stage, boolean archiveOthers, @Nullable String comment) {
        String why = RegistryLimits.comment(comment);
        if (archiveOthers && !stage.isActive()) {
            throw new UserError.Invalid(
                    "archive_existing_versions", "goes with the stages Staging and Production, not " + stage.word());
        }
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        VersionChangeRepository.Held version = find(model, number);
        if (archiveOthers) {
            versions.all(modelId).stream()
                    .filter(other -> other.number() != number && other.stage().equals(stage.word()))
                    .forEach(other -> move(caller, model, other, Stage.ARCHIVED, why));
        }
        move(caller, model, version, stage, why);
        models.touch(modelId, now());
    }

    private void move(
            Caller caller,
            ModelChangeRepository.Held model,
            VersionChangeRepository.Held version,
            Stage stage,
            String why) {
        versions.setStage(version.id(), stage, now());
        if (!version.stage().equals(stage.word())) {
            write(caller, model, version, new Change(Kind.STAGE_SET, null, version.stage(), stage.word(), why));
        }
    }

    /// @throws UserError.Conflict where it answers callers, is a champion, or is being evaluated
    @Transactional
    public void delete(Caller caller, UUID modelId, int number) {
        ModelChangeRepository.Held model = log.hold(caller, modelId);
        VersionChangeRepository.Held version = find(model, number);
        ModelChangeService.requireUnused(deployed, model, version);
        versions.delete(version.id(), now());
        models.touch(modelId, now());
        write(caller, model, version, new Change(Kind.VERSION_DELETED, null, null, null, ""));
    }

    private VersionChangeRepository.Held find(ModelChangeRepository.Held model, int number) {
        return versions.find(model.id(), number)
                .orElseThrow(() -> new UserError.NotFound("version of " + model.name(), number));
    }

    private void write(
            Caller caller, ModelChangeRepository.Held model, VersionChangeRepository.Held version, Change change) {
        log.write(caller, model, version, change, now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
