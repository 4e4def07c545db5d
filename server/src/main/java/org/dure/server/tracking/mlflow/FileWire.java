package org.dure.server.tracking.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.artifact.Artifact;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.run.RunService;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Single files of runs and logged models, as MLflow's pages and plain HTTP clients fetch and send them.
@MlflowForm
class FileWire {

    private static final int UPLOAD_BYTES_MOST = 10 << 20;

    /// No page that somebody has uploaded runs as one of ours.
    private static final String SANDBOX = "sandbox; default-src 'none'";

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
        return download(
                artifacts, caller, RunWire.find(runs, caller, fields.runId()).id(), path);
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
        return download(artifacts, caller, model, WirePath.safe(path));
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
        String run = RunWire.find(runs, caller, runId).id();
        artifacts.put(caller, run, safe, new ByteArrayInputStream(data));
        return new Answers.Empty();
    }

    /// A file as an attachment, which no browser runs.
    ///
    /// @param ownerId a run's, a logged model's or a trace's id
    static ResponseEntity<InputStreamResource> download(
            ArtifactService artifacts, Caller caller, String ownerId, String path) throws IOException {
        Artifact artifact = artifacts.get(caller, ownerId, path);
        String name = path.substring(path.lastIndexOf('/') + 1);
        return ResponseEntity.ok()
                .contentType(MediaTypeFactory.getMediaType(name).orElse(MediaType.APPLICATION_OCTET_STREAM))
                .contentLength(artifact.sizeBytes())
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(name))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", SANDBOX)
                .body(new InputStreamResource(artifacts.open(artifact)));
    }

    /// A plain name as it is, as MLflow's server writes it.
    static String attachment(String name) {
        if (name.matches("[A-Za-z0-9._-]+")) {
            return "attachment; filename=" + name;
        }
        return ContentDisposition.attachment()
                .filename(name, StandardCharsets.UTF_8)
                .build()
                .toString();
    }
}
