package org.dure.server.tracking.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.artifact.ArtifactService;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `mlflow-artifacts`: files of runs (`<experiment>/<run>/artifacts/…`), of logged models
/// (`<experiment>/models/<model>/artifacts/…`), of traces (`<experiment>/traces/<trace>/artifacts/…`) and of the
/// registry's versions (`registry/<version>/…`), which nobody changes.
@RestController
@RequestMapping({"/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"})
class ArtifactWire {

    private static final Pattern PLACE = Pattern.compile("(?:\\d{1,18}/(?:(?<run>[0-9a-f]{32})"
            + "|models/(?<model>m-[0-9a-f]{32})|traces/(?<trace>tr-[0-9a-f]{32}))/artifacts"
            + "|registry/(?<version>[0-9a-f-]{36}))(?:/(?<path>.*))?");

    /// @param path empty for the owner's root
    private record Place(String ownerId, String path) {}

    private final ArtifactService artifacts;

    ArtifactWire(ArtifactService artifacts) {
        this.artifacts = artifacts;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PutMapping("/artifacts/{*path}")
    Answers.Empty put(Caller caller, @PathVariable String path, HttpServletRequest request) throws IOException {
        Place place = place(path);
        artifacts.put(caller, place.ownerId(), place.path(), request.getInputStream());
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/artifacts/{*path}")
    ResponseEntity<InputStreamResource> get(Caller caller, @PathVariable String path) throws IOException {
        Place place = place(path);
        return FileWire.download(artifacts, caller, place.ownerId(), place.path());
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/artifacts")
    Answers.FileList list(Caller caller, @RequestParam(defaultValue = "") String path) {
        Place place = place(path);
        return new Answers.FileList(
                null,
                artifacts.list(caller, place.ownerId(), place.path()).stream()
                        .map(entry -> new Answers.FileBody(
                                entry.path().substring(entry.path().lastIndexOf('/') + 1),
                                entry.isFolder(),
                                entry.sizeBytes()))
                        .toList());
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/artifacts/{*path}")
    Answers.Empty delete(Caller caller, @PathVariable String path) {
        Place place = place(path);
        artifacts.delete(caller, place.ownerId(), place.path());
        return new Answers.Empty();
    }

    /// `artifacts/list` of runs and logged models: whole paths, where `mlflow-artifacts` gives names alone.
    static Answers.FileList listing(
            ArtifactService artifacts, Caller caller, String ownerId, String folder, @Nullable String root) {
        List<Answers.FileBody> files = artifacts.list(caller, ownerId, WirePath.safe(folder)).stream()
                .map(entry -> new Answers.FileBody(entry.path(), entry.isFolder(), entry.sizeBytes()))
                .toList();
        return new Answers.FileList(root, files);
    }

    private static Place place(String path) {
        Matcher matcher = PLACE.matcher(WirePath.safe(path.startsWith("/") ? path.substring(1) : path));
        if (!matcher.matches()) {
            throw MlflowError.invalid("Invalid path: it must be <experiment>/<run>/artifacts/<path>,"
                    + " <experiment>/models/<model>/artifacts/<path> or"
                    + " <experiment>/traces/<trace>/artifacts/<path>");
        }
        String owner = Stream.of("run", "model", "trace", "version")
                .map(matcher::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        String inside = matcher.group("path");
        return new Place(owner, inside == null ? "" : inside);
    }
}
