package org.dure.server.models;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.problems.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Puts checked packages into the registry.
@Component
public class ModelRegistrar {

    /// Where a package goes and what is known of it.
    ///
    /// @param problem null for a model without a problem
    /// @param runId     null for an upload
    public record Origin(
            UUID projectId,
            String modelName,
            @Nullable Problem problem,
            @Nullable String runId,
            @Nullable UUID sessionId,
            Lineage lineage) {}

    private final ModelRepository models;
    private final ApplicationEventPublisher events;
    private final Audit audit;

    ModelRegistrar(ModelRepository models, ApplicationEventPublisher events, Audit audit) {
        this.models = models;
        this.events = events;
        this.audit = audit;
    }

    /// The next version of the model, which is made where it is absent.
    ///
    /// @throws UserError.Conflict where the model competes on another problem, or on none
    @Transactional(noRollbackFor = UserError.Conflict.class)
    public ModelVersion register(Caller caller, Origin origin, ModelPackage modelPackage) {
        Problem problem = origin.problem();
        UUID problemId = problem == null ? null : problem.id();
        boolean made = models.makeIfAbsent(origin.projectId(), origin.modelName(), problemId, caller.name());
        Model model = models.lock(origin.projectId(), origin.modelName());
        if (!Objects.equals(model.problemId(), problemId)) {
            throw new UserError.Conflict("The model " + model.name() + " belongs to "
                    + (model.problemId() == null ? "no problem" : "the problem " + model.problemId())
                    + "; give this one another name.");
        }
        UUID id = models.insert(new ModelRepository.NewVersion(
                model.id(),
                origin.runId() == null ? ModelVersion.Origin.UPLOAD : ModelVersion.Origin.RUN,
                origin.runId(),
                origin.sessionId(),
                VersionContents.of(modelPackage),
                origin.lineage(),
                caller.name(),
                null));
        return registered(caller, model, id, problemId, made);
    }

    /// A version that a client of MLflow's wire registers. It competes for nothing by itself, whatever its model or its
    /// run does.
    ///
    /// @throws UserError.NotFound where the model is gone
    @Transactional
    public ModelVersion register(
            Caller caller,
            UUID modelId,
            ClientSource client,
            @Nullable String runId,
            @Nullable UUID sessionId,
            VersionContents contents,
            Lineage lineage) {
        Model model = models.lock(modelId).orElseThrow(() -> new UserError.NotFound("model", modelId));
        UUID id = models.insert(new ModelRepository.NewVersion(
                modelId, ModelVersion.Origin.CLIENT, runId, sessionId, contents, lineage, caller.name(), client));
        return registered(caller, model, id, null, false);
    }

    private ModelVersion registered(Caller caller, Model model, UUID id, @Nullable UUID problemId, boolean modelMade) {
        events.publishEvent(new VersionRegistered(model.projectId(), model.id(), id, problemId, modelMade));
        ModelVersion version = models.version(id).orElseThrow();
        audit.record(
                caller,
                model.projectId(),
                "models.version_registered",
                "model " + model.name() + " version " + version.number(),
                Map.of("id", id, "origin", version.origin()));
        return version;
    }
}
