package org.dure.server.tracking.run;

import java.util.List;
import java.util.Map;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Reserved;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.metric.Batch;
import org.dure.server.tracking.metric.MetricStore;
import org.dure.server.tracking.metric.Series;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// What runs log: metrics, parameters, tags, inputs and outputs. Everything may be sent twice and is kept once; it is
/// acknowledged when it is committed.
@Service
public class LogService {

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

    @Transactional
    public void logInputs(Caller caller, String runId, List<RunInput> read) {
        RunRepository.Handle run = access.forLoggingAndChanging(caller, runId);
        runs.touch(run.rowId());
        read.forEach(input -> inputs.add(run.rowId(), input));
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

    /// By run, for runs that the caller has been found to see.
    public Map<String, Map<String, Long>> outputs(List<Run> of) {
        return of.isEmpty() ? Map.of() : inputs.outputs(of.stream().map(Run::id).toList());
    }

    /// A part of a metric's points in the order in which they were logged.
    ///
    /// @param from the place of the first one, from 0
    /// @throws UserError.NotFound where there is no run that the caller may see
    public MetricStore.History history(Caller caller, String runId, String key, long from, int limit) {
        return metrics.history(visible(caller, runId), key, from, limit);
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
