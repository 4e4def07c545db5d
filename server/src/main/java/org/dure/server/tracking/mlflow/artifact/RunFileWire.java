package org.dure.server.tracking.mlflow.artifact;

import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Locations;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.run.RunService;
import org.springframework.web.bind.annotation.GetMapping;

/// A run's files by its id, on MLflow's wire.
@MlflowWire
class RunFileWire {

    private final RunService runs;
    private final ArtifactService artifacts;

    RunFileWire(RunService runs, ArtifactService artifacts) {
        this.runs = runs;
        this.artifacts = artifacts;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/artifacts/list")
    ArtifactAnswers.FileList files(Caller caller, Fields fields) {
        Run run = Lookup.run(runs, caller, fields.runId());
        return ArtifactAnswers.listing(artifacts, caller, run.id(), fields.text("path", ""), Locations.of(run));
    }
}
