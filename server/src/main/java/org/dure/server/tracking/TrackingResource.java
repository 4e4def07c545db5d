package org.dure.server.tracking;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// Experiments and runs for the pages and the command line: to read. Programs write through MLflow's wire.
@RestController
@RequestMapping("/api/v1")
class TrackingResource {

    private static final int EXPERIMENTS_MOST = 10_000;
    private static final int POINTS_MOST = 10_000;
    private static final int POINTS_LEAST = 8;

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

    record ExperimentBody(
            String id, UUID projectId, @Nullable UUID problemId, String name, java.time.Instant createdAt) {}

    record ExperimentList(List<ExperimentBody> items) {}

    record SeriesList(List<Series> items) {}

    record Points(String key, List<Metric> items) {}

    record ArtifactBody(String path, long sizeBytes, String sha256) {}

    record ArtifactList(List<ArtifactBody> items) {}

    private final ExperimentService experiments;
    private final RunService runs;
    private final LogService log;
    private final ArtifactService artifacts;
    private final RunStreams streams;

    TrackingResource(
            ExperimentService experiments,
            RunService runs,
            LogService log,
            ArtifactService artifacts,
            RunStreams streams) {
        this.experiments = experiments;
        this.runs = runs;
        this.log = log;
        this.artifacts = artifacts;
        this.streams = streams;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/projects/{project}/experiments")
    ExperimentList experiments(Caller caller, @PathVariable String project) {
        return new ExperimentList(experiments.list(caller, project, EXPERIMENTS_MOST).stream()
                .map(experiment -> new ExperimentBody(
                        String.valueOf(experiment.id()),
                        experiment.projectId(),
                        experiment.problemId(),
                        experiment.name(),
                        java.time.Instant.ofEpochMilli(experiment.createdMs())))
                .toList());
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/projects/{project}/runs")
    Page<RunBody> list(
            Caller caller,
            @PathVariable String project,
            @RequestParam(required = false) @Nullable UUID problem,
            @RequestParam(required = false) @Nullable UUID session,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit) {
        Page<Run> page = runs.list(caller, project, problem, session, after, limit);
        return new Page<>(page.items().stream().map(RunBody::of).toList(), page.next());
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/{run}")
    RunBody get(Caller caller, @PathVariable String run) {
        return RunBody.of(runs.get(caller, run));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/{run}/series")
    SeriesList series(Caller caller, @PathVariable String run) {
        return new SeriesList(log.series(caller, run));
    }

    /// @param most of the points, thinned so that the curve keeps its shape and its peaks
    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/{run}/points")
    Points points(
            Caller caller,
            @PathVariable String run,
            @RequestParam String key,
            @RequestParam(defaultValue = "1000") int most) {
        if (most < POINTS_LEAST || most > POINTS_MOST) {
            throw new UserError.Invalid("most", "must lie between " + POINTS_LEAST + " and " + POINTS_MOST);
        }
        return new Points(key, log.points(caller, run, key, most));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping(path = "/runs/{run}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(Caller caller, @PathVariable String run) {
        return streams.open(runs.get(caller, run));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/{run}/artifacts")
    ArtifactList artifacts(Caller caller, @PathVariable String run) {
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
        String name = path.substring(path.lastIndexOf('/') + 1);
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return ResponseEntity.ok()
                .contentType(TYPES.getOrDefault(ending, MediaType.APPLICATION_OCTET_STREAM))
                .contentLength(artifact.sizeBytes())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(name, java.nio.charset.StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .body(new InputStreamResource(artifacts.open(artifact)));
    }
}
