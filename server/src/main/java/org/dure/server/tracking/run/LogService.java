package org.dure.server.tracking.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Reserved;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.metric.Batch;
import org.dure.server.tracking.metric.Curve;
import org.dure.server.tracking.metric.MetricStore;
import org.dure.server.tracking.metric.Series;
import org.dure.server.tracking.point.Points;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// What runs log: metrics, parameters, tags, inputs and outputs. Everything may be sent twice and is kept once; it is
/// acknowledged when it is committed.
@Service
public class LogService {

    /// Of one run, as MLflow limits them.
    private static final int SAMPLED_MOST = 25_000;

    private final RunRepository runs;
    private final MetricStore metrics;
    private final RunInputRepository inputs;
    private final RunAccess access;
    private final TransactionTemplate transaction;

    LogService(
            RunRepository runs,
            MetricStore metrics,
            RunInputRepository inputs,
            RunAccess access,
            TransactionTemplate transaction) {
        this.runs = runs;
        this.metrics = metrics;
        this.inputs = inputs;
        this.access = access;
        this.transaction = transaction;
    }

    /// All or nothing. Metrics alone are committed together with those of other requests.
    ///
    /// @throws UserError.Invalid where a parameter has another value already, or a key is the platform's own
    public void log(Caller caller, String runId, Batch batch, Map<String, String> params, Map<String, String> tags) {
        batch.keys().forEach(Reserved::check);
        params.keySet().forEach(Reserved::check);
        tags.keySet().forEach(Reserved::check);
        if (params.isEmpty() && tags.isEmpty()) {
            RunRepository.Handle run = access.forAppending(caller, runId);
            if (batch.size() > 0) {
                metrics.append(run.rowId(), run.experimentId(), batch);
            }
            return;
        }
        if (!batch.keys().stream().allMatch(metrics::isKnown)) {
            access.forAppending(caller, runId);
            metrics.numberKeys(batch.keys());
        }
        transaction.executeWithoutResult(status -> logWithin(caller, runId, batch, params, tags));
    }

    private void logWithin(
            Caller caller, String runId, Batch batch, Map<String, String> params, Map<String, String> tags) {
        RunRepository.Handle run = access.forLoggingAndChanging(caller, runId);
        if (!params.isEmpty()) {
            addParams(run, params);
        }
        if (!tags.isEmpty()) {
            runs.putTags(run.rowId(), tags);
            String name = tags.getOrDefault(RunService.NAME_TAG, "");
            if (!name.isEmpty()) {
                runs.setName(run.rowId(), name);
            }
        }
        if (batch.size() > 0) {
            metrics.appendWithin(run.rowId(), run.experimentId(), batch);
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

    /// @return whether there was one
    @Transactional
    public boolean deleteTag(Caller caller, String runId, String key) {
        Reserved.check(key);
        return runs.deleteTag(access.forLoggingAndChanging(caller, runId).rowId(), key);
    }

    /// @param models the ids of logged models
    @Transactional
    public void logInputs(Caller caller, String runId, List<RunInput> read, List<String> models) {
        RunRepository.Handle run = access.forLoggingAndChanging(caller, runId);
        runs.touch(run.rowId());
        read.forEach(input -> inputs.add(run.rowId(), input));
        models.forEach(model -> inputs.addModel(run.rowId(), model));
    }

    /// @param models the logged models' ids with their steps
    @Transactional
    public void logOutputs(Caller caller, String runId, Map<String, Long> models) {
        RunRepository.Handle run = access.forLoggingAndChanging(caller, runId);
        runs.touch(run.rowId());
        models.forEach((model, step) -> inputs.addOutput(run.rowId(), model, step));
    }

    /// By run, for runs that the caller has been found to see.
    public Map<String, List<RunInput>> inputs(List<Run> of) {
        return of.isEmpty() ? Map.of() : inputs.inputs(of.stream().map(Run::id).toList());
    }

    /// By run, for runs that the caller has been found to see: the ids of the logged models that it read.
    public Map<String, List<String>> modelInputs(List<Run> of) {
        return of.isEmpty() ? Map.of() : inputs.models(of.stream().map(Run::id).toList());
    }

    /// By run, for runs that the caller has been found to see.
    public Map<String, Map<String, Long>> outputs(List<Run> of) {
        return of.isEmpty() ? Map.of() : inputs.outputs(of.stream().map(Run::id).toList());
    }

    /// A metric's points in the order in which they were logged.
    ///
    /// @throws UserError.NotFound where there is no run that the caller may see
    public Curve history(Caller caller, String runId, String key) {
        return metrics.curve(visible(caller, runId), key);
    }

    /// Some points of one metric of several runs, those at evenly many of the steps that were logged; see
    /// `MetricStore.sampled`. What the caller may not see is left out.
    ///
    /// @return by run, in the order of `runIds`
    public Map<String, Points> sampled(
            Caller caller, List<String> runIds, String key, @Nullable Long start, @Nullable Long end, int most) {
        Map<String, Long> rows = visible(caller, runIds);
        Map<Long, Points> sampled = metrics.sampled(rows.values(), key, start, end, most, SAMPLED_MOST);
        Map<String, Points> found = new LinkedHashMap<>();
        rows.forEach((id, row) -> found.put(id, sampled.getOrDefault(row, new Points())));
        return found;
    }

    /// A metric's histories, one after the other. What the caller may not see is left out.
    ///
    /// @param limit of all of them together
    /// @return by run, in the order of `runIds`, each by time, step and value
    public Map<String, Points> histories(Caller caller, List<String> runIds, String key, int limit) {
        Map<String, Points> found = new LinkedHashMap<>();
        int[] left = {limit};
        visible(caller, runIds).forEach((id, row) -> {
            Points points = metrics.byTime(row, key, left[0]);
            left[0] -= points.size();
            found.put(id, points);
        });
        return found;
    }

    private Map<String, Long> visible(Caller caller, List<String> runIds) {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String id : runIds) {
            runs.find(id)
                    .filter(run -> caller.may(Permission.TRACKING_READ, run.projectId()))
                    .ifPresent(run -> rows.put(id, run.rowId()));
        }
        return rows;
    }

    public List<Series> series(Caller caller, String runId) {
        return metrics.series(visible(caller, runId));
    }

    /// The series in at most `most` points, drawn as the whole would be.
    public List<Metric> points(Caller caller, String runId, String key, int most) {
        List<Metric> drawn = metrics.drawn(visible(caller, runId), key, most);
        if (drawn.isEmpty()) {
            throw new UserError.NotFound("metric", key);
        }
        return drawn;
    }

    private long visible(Caller caller, String runId) {
        return runs.find(runId)
                .filter(run -> caller.may(Permission.TRACKING_READ, run.projectId()))
                .orElseThrow(() -> new UserError.NotFound("run", runId))
                .rowId();
    }
}
