package org.dure.server.tracking.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.run.RunService;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/// A run's files by its id, and an answer in MLflow's form for what this server does not speak: clients look at the
/// code ENDPOINT_NOT_FOUND and fall back to something older.
@MlflowWire
class OtherWire {

    private final RunService runs;
    private final ArtifactService artifacts;

    OtherWire(RunService runs, ArtifactService artifacts) {
        this.runs = runs;
        this.artifacts = artifacts;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/artifacts/list")
    Answers.FileList files(Caller caller, Fields fields) {
        Run run = RunWire.find(runs, caller, fields.runId());
        return ArtifactWire.listing(artifacts, caller, run.id(), fields.text("path", ""), Locations.of(run));
    }

    @Needs(Permission.TRACKING_READ)
    @RequestMapping(
            path = "/**",
            method = {
                RequestMethod.GET,
                RequestMethod.POST,
                RequestMethod.PUT,
                RequestMethod.PATCH,
                RequestMethod.DELETE
            })
    Answers.Empty unknown(HttpServletRequest request) {
        throw MlflowError.noEndpoint(request.getMethod() + " " + request.getRequestURI());
    }
}
