package org.dure.server.models;

import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The registry, to be read.
@Service
public class ModelService {

    private static final int PAGE_MAX = 200;

    private final ModelRepository models;
    private final ProjectService projects;

    ModelService(ModelRepository models, ProjectService projects) {
        this.models = models;
        this.projects = projects;
    }

    /// By name.
    ///
    /// @param project its id or name
    /// @param search  what the name or the description holds; null for all
    /// @param after   the name of the last model of the page before
    public Page<Model> list(Caller caller, String project, @Nullable String search, @Nullable String after, int limit) {
        UUID projectId = projects.require(caller, Permission.MODELS_READ, project);
        return Page.of(models.models(projectId, search, after, Page.size(limit, PAGE_MAX) + 1), limit, Model::name);
    }

    /// @throws UserError.NotFound also where the caller may not see it
    public Model get(Caller caller, UUID modelId) {
        Model model = models.model(modelId).orElseThrow(() -> new UserError.NotFound("model", modelId));
        caller.require(Permission.MODELS_READ, model.projectId(), "model", modelId);
        return model;
    }

    /// The newest first.
    public Page<ModelVersion> versions(Caller caller, UUID modelId, @Nullable Integer before, int limit) {
        get(caller, modelId);
        return Page.of(
                models.versions(modelId, before, Page.size(limit, PAGE_MAX) + 1),
                limit,
                version -> String.valueOf(version.number()));
    }

    /// @throws UserError.NotFound also where the caller may not see it
    public ModelVersion version(Caller caller, UUID modelId, int number) {
        get(caller, modelId);
        return models.version(modelId, number)
                .orElseThrow(() -> new UserError.NotFound("model version", modelId + "/" + number));
    }

    /// The way from what a model was made of to the model: the versions that a run or a session left, or that were
    /// trained on a dataset version; the newest first.
    Page<ModelVersion> madeOf(
            Caller caller,
            String project,
            @Nullable String runId,
            @Nullable UUID sessionId,
            @Nullable UUID dataVersionId,
            @Nullable UUID before,
            int limit) {
        UUID projectId = projects.require(caller, Permission.MODELS_READ, project);
        return Page.of(
                models.madeOf(projectId, runId, sessionId, dataVersionId, before, Page.size(limit, PAGE_MAX) + 1),
                limit,
                version -> version.id().toString());
    }

    /// For other features: without a look at rights.
    public Optional<ModelVersion> find(UUID versionId) {
        return models.version(versionId);
    }

    /// For other features: the version that the run left, without a look at rights.
    public Optional<ModelVersion> findByRun(String runId) {
        return models.versionOfRun(runId);
    }

    /// For other features: the champion of the problem now, without a look at rights.
    public Optional<ModelVersion> championOf(UUID problemId) {
        return models.championOf(problemId);
    }
}
