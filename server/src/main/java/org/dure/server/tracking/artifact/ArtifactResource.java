package org.dure.server.tracking.artifact;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dure.server.base.Attachment;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.run.RunService;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A run's files for the pages and the command line: to read. Programs write through MLflow's wire.
@RestController
@RequestMapping("/api/v1")
class ArtifactResource {

    /// Types that a browser may show; everything else is bytes. None of them can hold a program.
    private static final Map<String, MediaType> TYPES = Map.of(
            "png", MediaType.IMAGE_PNG,
            "jpg", MediaType.IMAGE_JPEG,
            "jpeg", MediaType.IMAGE_JPEG,
            "gif", MediaType.IMAGE_GIF,
            "txt", MediaType.TEXT_PLAIN,
            "log", MediaType.TEXT_PLAIN,
            "csv", MediaType.TEXT_PLAIN,
            "json", MediaType.TEXT_PLAIN,
            "yaml", MediaType.TEXT_PLAIN);

    record ArtifactBody(String path, long sizeBytes, String sha256) {}

    record ArtifactList(List<ArtifactBody> items) {}

    private final RunService runs;
    private final ArtifactService artifacts;

    ArtifactResource(RunService runs, ArtifactService artifacts) {
        this.runs = runs;
        this.artifacts = artifacts;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/{run}/artifacts")
    ArtifactList list(Caller caller, @PathVariable String run) {
        return new ArtifactList(artifacts.all(caller, runs.get(caller, run).id()).stream()
                .map(artifact -> new ArtifactBody(
                        artifact.path(), artifact.sizeBytes(), artifact.sha256().hex()))
                .toList());
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/{run}/artifacts/content")
    ResponseEntity<InputStreamResource> content(Caller caller, @PathVariable String run, @RequestParam String path)
            throws IOException {
        Artifact artifact = artifacts.get(caller, run, path);
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Attachment.of(path, TYPES.getOrDefault(ending, MediaType.APPLICATION_OCTET_STREAM))
                .contentLength(artifact.sizeBytes())
                .body(new InputStreamResource(artifacts.open(artifact)));
    }
}
