package org.dure.server.tracking.loggedmodel;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Reserved;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.run.RunAccess;
import org.dure.server.tracking.run.RunNames;
import org.dure.server.tracking.run.RunRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Logged models: made, finished, tagged, searched and deleted.
@Service
public class LoggedModelService {

    private static final String PENDING = "LOGGED_MODEL_PENDING";
    private static final Set<String> STATUSES = Set.of(PENDING, "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED");

    private final LoggedModelRepository models;
    private final RunRepository runs;
    private final RunAccess access;
    private final Clock clock;

    LoggedModelService(LoggedModelRepository models, RunRepository runs, RunAccess access, Clock clock) {
        this.models = models;
        this.runs = runs;
        this.access = access;
        this.clock = clock;
    }

    /// Whether it has the form of a logged model's id.
    public static boolean isId(String id) {
        return id.startsWith("m-");
    }

    /// A session's program makes models of its own runs alone.
    ///
    /// @param name null for a name of the platform's choice
    @Transactional
    public LoggedModel create(
            Caller caller,
            Experiment experiment,
            @Nullable String name,
            @Nullable String modelType,
            @Nullable String sourceRunId,
            Map<String, String> params,
            Map<String, String> tags) {
        caller.require(Permission.TRACKING_WRITE, experiment.projectId(), "experiment", experiment.id());
        experiment.requireActive();
        params.keySet().forEach(Reserved::check);
        tags.keySet().forEach(Reserved::check);
        String source = sourceRunId == null || sourceRunId.isEmpty() ? null : sourceRunId;
        if (caller.kind() == Caller.Kind.SESSION) {
            String run = source == null ? ownRun(caller) : source;
            access.forLogging(caller, run);
            source = run;
        } else if (source != null && isSeen(caller, source)) {
            access.forLogging(caller, source);
        }
        long now = clock.millis();
        LoggedModel model = new LoggedModel(
                "m-" + UUID.randomUUID().toString().replace("-", ""),
                experiment.projectId(),
                experiment.id(),
                source,
                name == null || name.isEmpty() ? RunNames.next() : name,
                modelType,
                PENDING,
                false,
                now,
                now,
                params,
                tags,
                List.of());
        models.insert(model);
        return model;
    }

    /// Words that are no id of a run here are kept as they are, as MLflow keeps them.
    private boolean isSeen(Caller caller, String runId) {
        return runs.find(runId)
                .filter(run -> caller.may(Permission.TRACKING_READ, run.projectId()))
                .isPresent();
    }

    private String ownRun(Caller caller) {
        return runs.findBySession(Objects.requireNonNull(caller.sessionId()))
                .map(RunRepository.Handle::id)
                .orElseThrow(() -> new UserError.Denied("This session has no run of its own."));
    }

    /// Empty where there is none that the caller may see.
    public Optional<LoggedModel> find(Caller caller, String id) {
        return models.find(id).filter(model -> caller.may(Permission.TRACKING_READ, model.projectId()));
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public LoggedModel get(Caller caller, String id) {
        return find(caller, id)
                .filter(model -> !model.deleted())
                .orElseThrow(() -> new UserError.NotFound("logged model", id));
    }

    /// @param datasets on which a model is to have been measured; empty for any
    /// @throws org.dure.server.tracking.filter.FilterError where filter or orders cannot be read
    public List<LoggedModel> search(
            List<Experiment> experiments,
            String filter,
            List<DatasetFilter> datasets,
            List<ModelOrder> orders,
            long offset,
            int limit) {
        return models.search(
                experiments.stream().map(Experiment::id).toList(),
                FilterParser.filter(filter, Vocabulary.LOGGED_MODELS),
                datasets,
                orders,
                offset,
                limit);
    }

    /// @throws UserError.Invalid where there is no such status
    @Transactional
    public LoggedModel finish(Caller caller, String id, String status) {
        requireWrite(caller, id);
        if (!STATUSES.contains(status)) {
            throw new UserError.Invalid(
                    "status",
                    "Invalid model status: '" + status + "'. Expected one of "
                            + STATUSES.stream().sorted().toList());
        }
        models.setStatus(id, status, clock.millis());
        return get(caller, id);
    }

    @Transactional
    public void putParams(Caller caller, String id, Map<String, String> params) {
        params.keySet().forEach(Reserved::check);
        requireWrite(caller, id);
        models.putParams(id, params);
        Map<String, String> kept = get(caller, id).params();
        params.forEach((key, value) -> {
            String before = kept.get(key);
            if (!value.equals(before)) {
                throw new UserError.Invalid(
                        "params",
                        "Changing param values is not allowed. Param with key='" + key
                                + "' was already logged with value='" + before + "' for the model " + id + ".");
            }
        });
    }

    /// Keeps what runs have measured of their models; points that are there already change nothing.
    ///
    /// @throws UserError.NotFound where a point names no model that the caller may see
    @Transactional
    public void addMetrics(Caller caller, List<ModelMetric> metrics) {
        metrics.forEach(metric -> Reserved.check(metric.key()));
        metrics.stream().map(ModelMetric::modelId).distinct().forEach(model -> requireWrite(caller, model));
        models.addMetrics(metrics);
    }

    @Transactional
    public LoggedModel putTags(Caller caller, String id, Map<String, String> tags) {
        tags.keySet().forEach(Reserved::check);
        requireWrite(caller, id);
        models.putTags(id, tags);
        return get(caller, id);
    }

    @Transactional
    public void deleteTag(Caller caller, String id, String key) {
        Reserved.check(key);
        requireWrite(caller, id);
        if (!models.deleteTag(id, key)) {
            throw new UserError.NotFound("logged model tag", key);
        }
    }

    /// Deleting what is deleted changes nothing.
    @Transactional
    public void delete(Caller caller, String id) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session deletes nothing.");
        }
        if (find(caller, id).filter(LoggedModel::deleted).isPresent()) {
            return;
        }
        requireWrite(caller, id);
        models.setDeleted(id, clock.millis());
    }

    /// @throws UserError.Denied where a session's program did not make it
    public void requireWrite(Caller caller, String id) {
        LoggedModel model = get(caller, id);
        caller.require(Permission.TRACKING_WRITE, model.projectId(), "logged model", id);
        if (caller.kind() == Caller.Kind.SESSION) {
            String source = model.sourceRunId();
            if (source == null) {
                throw new UserError.Denied("A session writes its own models alone, not " + id + ".");
            }
            access.forLogging(caller, source);
        }
    }
}
