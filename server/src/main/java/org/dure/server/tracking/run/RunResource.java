package org.dure.server.tracking.run;

import java.util.List;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.metric.Series;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// Runs and their curves for the pages and the command line: to read. Programs write through MLflow's wire.
@RestController
@RequestMapping("/api/v1")
class RunResource {

    private static final int POINTS_MOST = 10_000;
    private static final int POINTS_LEAST = 8;

    record SeriesList(List<Series> items) {}

    record Points(String key, List<Metric> items) {}

    private final RunService runs;
    private final LogService log;
    private final RunStreams streams;

    RunResource(RunService runs, LogService log, RunStreams streams) {
        this.runs = runs;
        this.log = log;
        this.streams = streams;
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
}
