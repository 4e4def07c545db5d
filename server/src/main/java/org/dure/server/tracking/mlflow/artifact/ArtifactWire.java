package org.dure.server.tracking.mlflow.artifact;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.artifact.LooseFiles;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.MlflowForm;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `mlflow-artifacts`: files of runs (`<experiment>/<run>/artifacts/…`), of logged models
/// (`<experiment>/models/<model>/artifacts/…`), of traces (`<experiment>/traces/<trace>/artifacts/…`) and of the
/// registry's versions (`registry/<version>/…`), which nobody changes; any other path is a loose file of the caller's
/// home project.
@MlflowForm
@RequestMapping({"/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"})
class ArtifactWire {

    private final ArtifactService artifacts;
    private final LooseFiles loose;

    ArtifactWire(ArtifactService artifacts, LooseFiles loose) {
        this.artifacts = artifacts;
        this.loose = loose;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PutMapping("/artifacts/{*path}")
    Answers.Empty put(Caller caller, @PathVariable String path, HttpServletRequest request) throws IOException {
        ArtifactPlace place = ArtifactPlace.of(loose, caller, path);
        artifacts.put(caller, place.ownerId(), place.path(), request.getInputStream());
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/artifacts/{*path}")
    ResponseEntity<InputStreamResource> get(Caller caller, @PathVariable String path) throws IOException {
        ArtifactPlace place = ArtifactPlace.of(loose, caller, path);
        return ArtifactAnswers.download(artifacts, caller, place.ownerId(), place.path());
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/artifacts")
    ArtifactAnswers.FileList list(Caller caller, @RequestParam(defaultValue = "") String path) {
        ArtifactPlace place = ArtifactPlace.of(loose, caller, path);
        return new ArtifactAnswers.FileList(
                null,
                artifacts.list(caller, place.ownerId(), place.path()).stream()
                        .map(entry -> new ArtifactAnswers.FileBody(
                                entry.path().substring(entry.path().lastIndexOf('/') + 1),
                                entry.isFolder(),
                                entry.sizeBytes()))
                        .toList());
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/artifacts/{*path}")
    Answers.Empty delete(Caller caller, @PathVariable String path) {
        ArtifactPlace place = ArtifactPlace.of(loose, caller, path);
        artifacts.delete(caller, place.ownerId(), place.path());
        return new Answers.Empty();
    }
}
