package org.dure.server.tracking.run;

import java.util.List;
import java.util.Map;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Reserved;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.metric.MetricRepository;
import org.dure.server.tracking.metric.Point;
import org.dure.server.tracking.metric.Series;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// What runs log: metrics, parameters, tags, inputs and outputs. Everything may be sent twice and is kept once; it is
/// acknowledged when it is committed.
@Service
public class LogService {

    private final RunRepository runs;
    private final MetricRepository metrics;
    private final RunInputRepository inputs;
    private final RunAccess access;

    LogService(RunRepository runs, MetricRepository metrics, RunInputRepository inputs, RunAccess access) {
        this.runs = runs;
        this.metrics = metrics;
        this.inputs = inputs;
        this.access = access;
    }

    /// All or nothing.
    ///
    /// @throws UserError.Invalid where a parameter has another value already, or a key is the platform's own
    @Transactional
    public void log(
            Caller caller, String runId, List<Point> points, Map<String, String> params, Map<String, String> tags) {
        points.forEach(point -> Reserved.check(point.key()));
        params.keySet().forEach(Reserved::check);
        tags.keySet().forEach(Reserved::check);
        // The name stands on the run's own row: who will change that row must not share it first.
        String name = tags.getOrDefault(RunService.NAME_TAG, "");
        RunRepository.Handle run =
                name.isEmpty() ? access.forLogging(caller, runId) : access.forLoggingAndChanging(caller, runId);
        if (!params.isEmpty()) {
            addParams(run, params);
        }
        if (!tags.isEmpty()) {
            runs.putTags(run.rowId(), tags);
            if (!name.isEmpty()) {
                runs.setName(run.rowId(), name);
            }
        }
        if (!points.isEmpty()) {
            metrics.add(
                    run.rowId(),
                    points.stream()
                            .map(point -> new Point(point.key(), finite(point.metric())))
                            .toList());
        }
    }

    private void addParams(RunRepository.Handle run, Map<String, String> params) {
        Map<String, String> kept = runs.addParams(run.rowId(), params);
        params.forEach((key, value) -> {
            String before = kept.get(key);
            if (!value.equals(before)) {
                throw new UserError.Invalid(
                        "params",
                        "Changing param values is not allowed. Param with key='" + key
                                + "' was already logged with value='" + before + "' for run ID='" + run.id()
                                + "'. Attempted logging new value '" + value + "'.");
            }
        });
    }

    /// MLflow keeps infinities as the greatest doubles.
    private static Metric finite(Metric metric) {
        return Double.isInfinite(metric.value())
                ? new Metric(Math.copySign(Double.MAX_VALUE, metric.value()), metric.ms(), metric.step())
                : metric;
    }

    /// @return whether there was one
    @Transactional
    public boolean deleteTag(Caller caller, String runId, String key) {
        Reserved.check(key);
        return runs.deleteTag(access.forLogging(caller, runId).rowId(), key);
    }

    @Transactional
    public void logInputs(Caller caller, String runId, List<RunInput> read) {
        RunRepository.Handle run = access.forLogging(caller, runId);
        read.forEach(input -> inputs.add(run.rowId(), input));
    }

    /// @param models the logged models' ids with their steps
    @Transactional
    public void logOutputs(Caller caller, String runId, Map<String, Long> models) {
        RunRepository.Handle run = access.forLogging(caller, runId);
        models.forEach((model, step) -> inputs.addOutput(run.rowId(), model, step));
    }

    /// By run, for runs that the caller has been found to see.
    public Map<String, List<RunInput>> inputs(List<Run> of) {
        return of.isEmpty() ? Map.of() : inputs.inputs(of.stream().map(Run::id).toList());
    }

    /// By run, for runs that the caller has been found to see.
    public Map<String, Map<String, Long>> outputs(List<Run> of) {
        return of.isEmpty() ? Map.of() : inputs.outputs(of.stream().map(Run::id).toList());
    }

    /// In the order (step, time, value).
    ///
    /// @param after the last point of the page before
    /// @throws UserError.NotFound where there is no run that the caller may see
    public List<Metric> history(Caller caller, String runId, String key, @Nullable Metric after, int limit) {
        return metrics.history(visible(caller, runId), key, after, limit);
    }

    public List<Series> series(Caller caller, String runId) {
        return metrics.series(visible(caller, runId));
    }

    /// The series in at most `most` points, drawn as the whole would be.
    public List<Metric> points(Caller caller, String runId, String key, int most) {
        long run = visible(caller, runId);
        Series series = metrics.series(run, key).orElseThrow(() -> new UserError.NotFound("metric", key));
        return series.n() <= most ? metrics.history(run, key, null, most) : metrics.thinned(run, key, most / 4);
    }

    private long visible(Caller caller, String runId) {
        return runs.find(runId)
                .filter(run -> caller.may(Permission.TRACKING_READ, run.projectId()))
                .orElseThrow(() -> new UserError.NotFound("run", runId))
                .rowId();
    }
}
