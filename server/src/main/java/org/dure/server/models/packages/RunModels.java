package org.dure.server.models.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.dure.base.model.PackageFile;
import org.dure.server.base.UserError;
import org.dure.server.models.ModelPackage;
import org.dure.server.models.ModelRegistrar;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Caller;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.RunEnded;
import org.dure.server.tracking.RunStatus;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.run.RunService;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/// Registers the models that runs leave among their artifacts.
@Component
class RunModels {

    private static final String REFUSED = "dure.model_refused";
    private static final String REGISTERED = "dure.model_version";

    private final RunService runs;
    private final ArtifactService artifacts;
    private final RunLineage lineages;
    private final ProblemService problems;
    private final PackageReader packages;
    private final ModelService models;
    private final ModelRegistrar registrar;

    RunModels(
            RunService runs,
            ArtifactService artifacts,
            RunLineage lineages,
            ProblemService problems,
            PackageReader packages,
            ModelService models,
            ModelRegistrar registrar) {
        this.runs = runs;
        this.artifacts = artifacts;
        this.lineages = lineages;
        this.problems = problems;
        this.packages = packages;
        this.models = models;
        this.registrar = registrar;
    }

    /// One version per run, however often the event comes. A package that cannot be used is told on the run.
    @ApplicationModuleListener
    void on(RunEnded event) {
        UUID problemId = event.problemId();
        if (!event.status().equals(RunStatus.FINISHED.name())
                || problemId == null
                || models.findByRun(event.runId()).isPresent()) {
            return;
        }
        List<PackageFile> files = artifacts.all(event.runId()).stream()
                .map(artifact -> new PackageFile(
                        artifact.path(), artifact.sizeBytes(), artifact.sha256().hex()))
                .toList();
        if (!PackageReader.mayHoldPackage(files)) {
            return;
        }
        try {
            register(event, problems.find(problemId).orElseThrow(), packages.fromFiles(files));
        } catch (UserError refused) {
            runs.setPlatformTag(event.runId(), REFUSED, String.valueOf(refused.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the model package of run " + event.runId(), e);
        }
    }

    private void register(RunEnded event, Problem problem, ModelPackage modelPackage) {
        Run run = runs.find(event.runId()).orElseThrow();
        ModelVersion version = registrar.register(
                Caller.platform(),
                new ModelRegistrar.Origin(
                        event.projectId(), problem.name(), problem, run.id(), event.sessionId(), lineages.of(run)),
                modelPackage);
        runs.setPlatformTag(run.id(), REGISTERED, version.modelName() + "/" + version.number());
    }
}
