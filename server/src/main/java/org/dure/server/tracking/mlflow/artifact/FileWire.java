package org.dure.server.tracking.mlflow.artifact;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowForm;
import org.dure.server.tracking.mlflow.WirePath;
import org.dure.server.tracking.run.RunService;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Single files of runs and logged models, as MLflow's pages and plain HTTP clients fetch and send them.
@MlflowForm
class FileWire {

    private static final int UPLOAD_BYTES_MOST = 10 << 20;

    private final RunService runs;
    private final ArtifactService artifacts;

    FileWire(RunService runs, ArtifactService artifacts) {
        this.runs = runs;
        this.artifacts = artifacts;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/get-artifact")
    ResponseEntity<InputStreamResource> ofRun(Caller caller, Fields fields) throws IOException {
        String path = WirePath.safe(fields.required("path"));
        return ArtifactAnswers.download(
                artifacts, caller, Lookup.run(runs, caller, fields.runId()).id(), path);
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping({
        "/ajax-api/2.0/mlflow/logged-models/{model}/artifacts/files",
        "/ajax-api/3.0/mlflow/logged-models/{model}/artifacts/files"
    })
    ResponseEntity<InputStreamResource> ofModel(Caller caller, @PathVariable String model, Fields fields)
            throws IOException {
        String path = fields.text("artifact_file_path", "");
        if (path.isEmpty()) {
            throw MlflowError.badRequest("Request must include the \"artifact_file_path\" query parameter.");
        }
        return ArtifactAnswers.download(artifacts, caller, model, WirePath.safe(path));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/ajax-api/2.0/mlflow/upload-artifact")
    Answers.Empty upload(
            Caller caller,
            @RequestParam(name = "run_uuid", defaultValue = "") String runId,
            @RequestParam(defaultValue = "") String path,
            HttpServletRequest request)
            throws IOException {
        if (runId.isEmpty()) {
            throw MlflowError.invalid("Request must specify run_uuid.");
        }
        if (path.isEmpty()) {
            throw MlflowError.invalid("Request must specify path.");
        }
        String safe = WirePath.safe(path);
        byte[] data = request.getInputStream().readNBytes(UPLOAD_BYTES_MOST + 1);
        if (data.length == 0) {
            throw MlflowError.invalid("Request must specify data.");
        }
        if (data.length > UPLOAD_BYTES_MOST) {
            throw MlflowError.invalid("Artifact size is too large. Max size is 10MB.");
        }
        String run = Lookup.run(runs, caller, runId).id();
        artifacts.put(caller, run, safe, new ByteArrayInputStream(data));
        return new Answers.Empty();
    }
}
