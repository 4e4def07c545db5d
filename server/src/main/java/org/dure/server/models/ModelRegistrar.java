package org.dure.server.models;

import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Puts checked packages into the registry and asks for their evaluation, in one transaction.
@Component
class ModelRegistrar {

    /// Where a package goes and what is known of it.
    ///
    /// @param problemId null for a model without a problem
    /// @param runId     null for an upload
    record Origin(
            UUID projectId,
            String modelName,
            @Nullable UUID problemId,
            @Nullable String runId,
            @Nullable UUID sessionId,
            Lineage lineage) {}

    private final ModelRepository models;
    private final Audit audit;

    ModelRegistrar(ModelRepository models, Audit audit) {
        this.models = models;
        this.audit = audit;
    }

    /// The next version of the model, which is made where it is absent.
    ///
    /// @throws UserError.Conflict where the model competes on another problem, or on none
    @Transactional
    public ModelVersion register(Caller caller, Origin origin, ModelPackage modelPackage) {
        Model model = models.require(origin.projectId(), origin.modelName(), origin.problemId(), caller.name());
        if (!java.util.Objects.equals(model.problemId(), origin.problemId())) {
            throw new UserError.Conflict("The model " + model.name() + " belongs to "
                    + (model.problemId() == null ? "no problem" : "the problem " + model.problemId())
                    + "; give this one another name.");
        }
        UUID id = models.insert(new ModelRepository.NewVersion(
                model.id(),
                origin.runId() == null ? ModelVersion.Origin.UPLOAD : ModelVersion.Origin.RUN,
                origin.runId(),
                origin.sessionId(),
                modelPackage,
                origin.lineage(),
                caller.name()));
        ModelVersion version = models.version(id).orElseThrow();
        audit.record(
                caller,
                origin.projectId(),
                "models.version_registered",
                "model " + model.name() + " version " + version.number(),
                Map.of("id", id, "origin", version.origin()));
        return version;
    }
}
