package org.dure.server.tracking.scorer;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JacksonException;

/// Scorers by the rules of MLflow's server. A session's program reads its project's and changes none.
@Service
public class ScorerService {

    private static final int NAME_MOST = 250;
    private static final int CONTENT_MOST = 1_000_000;
    private static final int OF_EXPERIMENT_MOST = 1_000;
    private static final int VERSIONS_MOST = 10_000;

    private final ScorerRepository scorers;
    private final Audit audit;
    private final Clock clock;

    ScorerService(ScorerRepository scorers, Audit audit, Clock clock) {
        this.scorers = scorers;
        this.audit = audit;
        this.clock = clock;
    }

    /// A new version of the scorer of that name, which is made where there is none.
    ///
    /// @throws UserError.Invalid where the name or the content is of the wrong form
    @Transactional
    public Scorer register(Caller caller, Experiment experiment, String name, String content) {
        requireWrite(caller, experiment);
        experiment.requireActive();
        if (name.isBlank() || name.length() > NAME_MOST) {
            throw new UserError.Invalid("name", "Scorer name must have 1 to " + NAME_MOST + " characters.");
        }
        checkContent(content);
        int version = scorers.nextVersion(experiment.id(), name);
        if (version > VERSIONS_MOST) {
            throw new UserError.Invalid("name", "A scorer has at most " + VERSIONS_MOST + " versions.");
        }
        if (version == 1 && scorers.count(experiment.id()) > OF_EXPERIMENT_MOST) {
            throw new UserError.Invalid("name", "An experiment has at most " + OF_EXPERIMENT_MOST + " scorers.");
        }
        scorers.insert(experiment.id(), name, version, content, clock.millis());
        return get(caller, experiment, name, (long) version);
    }

    private static void checkContent(String content) {
        if (content.length() > CONTENT_MOST) {
            throw new UserError.Invalid(
                    "serialized_scorer", "A scorer has at most " + CONTENT_MOST + " characters as JSON.");
        }
        try {
            Json.MAPPER.readTree(content);
        } catch (JacksonException e) {
            throw new UserError.Invalid("serialized_scorer", "serialized_scorer must be valid JSON");
        }
    }

    /// The newest version of each, by experiment and name.
    ///
    /// @param experiments such as the caller may see
    public List<Scorer> newest(List<Experiment> experiments) {
        return scorers.newest(experiments.stream().map(Experiment::id).toList());
    }

    /// The oldest first.
    ///
    /// @throws UserError.NotFound where there is none of that name
    public List<Scorer> versions(Caller caller, Experiment experiment, String name) {
        requireRead(caller, experiment);
        List<Scorer> found = scorers.versions(experiment.id(), name);
        if (found.isEmpty()) {
            throw new UserError.NotFound("scorer", name);
        }
        return found;
    }

    /// @param version null for the newest
    /// @throws UserError.NotFound where there is none
    public Scorer get(Caller caller, Experiment experiment, String name, @Nullable Long version) {
        requireRead(caller, experiment);
        return scorers.find(experiment.id(), name, version)
                .orElseThrow(() -> new UserError.NotFound("scorer", shown(name, version)));
    }

    /// @param version null for all
    /// @throws UserError.NotFound where there is none
    @Transactional
    public void delete(Caller caller, Experiment experiment, String name, @Nullable Long version) {
        requireWrite(caller, experiment);
        experiment.requireActive();
        boolean deleted = version == null
                ? scorers.delete(experiment.id(), name)
                : scorers.deleteVersion(experiment.id(), name, version);
        if (!deleted) {
            throw new UserError.NotFound("scorer", shown(name, version));
        }
        audit.record(
                caller,
                experiment.projectId(),
                "tracking.scorer_deleted",
                "scorer " + shown(name, version),
                Map.of("experiment", experiment.id()));
    }

    private static String shown(String name, @Nullable Long version) {
        return version == null ? name : name + "' and version '" + version;
    }

    private static void requireRead(Caller caller, Experiment experiment) {
        caller.require(Permission.TRACKING_READ, experiment.projectId(), "experiment", experiment.id());
    }

    private static void requireWrite(Caller caller, Experiment experiment) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session reads scorers and changes none.");
        }
        caller.require(Permission.TRACKING_WRITE, experiment.projectId(), "experiment", experiment.id());
    }
}
