package org.dure.server.tracking.mlflow.run;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.metric.Curve;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.dure.server.tracking.point.Points;
import org.dure.server.tracking.run.LogService;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/// The histories of metrics on MLflow's wire: of one run whole or by pages, of many runs sampled.
@MlflowWire
class HistoryWire {

    private static final int PAGE_MOST = 1_000_000;
    private static final int RUNS_MOST = 100;
    private static final int SAMPLED_MOST = 2_500;
    private static final int BULK_MOST = 25_000;

    /// Made ready once: an answer repeats them for every point.
    private static final SerializableString KEY = new SerializedString("key");

    private static final SerializableString VALUE = new SerializedString("value");
    private static final SerializableString TIMESTAMP = new SerializedString("timestamp");
    private static final SerializableString STEP = new SerializedString("step");
    private static final SerializableString RUN_ID = new SerializedString("run_id");

    private final LogService log;

    HistoryWire(LogService log) {
        this.log = log;
    }

    /// In the order in which the points were logged. Without `max_results` all of them at once: the Java client does
    /// not
    /// know how to ask for a second page.
    @Needs(Permission.TRACKING_READ)
    @GetMapping("/metrics/get-history")
    void history(Caller caller, Fields fields, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String run = fields.runId();
        String key = fields.required("metric_key");
        long size = fields.has("max_results") ? Checks.maxResults(fields, PAGE_MOST, PAGE_MOST) : Long.MAX_VALUE;
        long from = PageToken.offset(fields.text("page_token"));
        Curve curve = log.history(caller, run, key);
        boolean more = curve.size() - from > size;
        JsonAnswer.write(request, response, out -> {
            try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
                json.writeStartObject();
                json.writeArrayPropertyStart("metrics");
                curve.read(from, size, points -> write(json, key, points, null));
                json.writeEndArray();
                if (more) {
                    json.writeStringProperty("next_page_token", PageToken.ofOffset(from + size));
                }
                json.writeEndObject();
            }
        });
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/metrics/get-history-bulk-interval")
    void interval(Caller caller, Fields fields, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(request, response, fields.text("metric_key", ""), sampled(caller, fields));
    }

    /// Some points of a metric, by run.
    Map<String, Points> sampled(Caller caller, Fields fields) {
        List<String> runs = fields.texts("run_ids");
        if (runs.isEmpty()) {
            throw MlflowError.missing("run_ids");
        }
        if (runs.size() > RUNS_MOST) {
            throw MlflowError.invalid("GetMetricHistoryBulkInterval request must specify at most " + RUNS_MOST
                    + " run_ids. Received " + runs.size() + " run_ids.");
        }
        String key = fields.required("metric_key");
        long most = fields.whole("max_results", SAMPLED_MOST);
        if (most < 1 || most > SAMPLED_MOST) {
            throw MlflowError.invalid("max_results must be between 1 and " + SAMPLED_MOST + ".");
        }
        Long start = fields.whole("start_step");
        Long end = fields.whole("end_step");
        if ((start == null) != (end == null)) {
            throw MlflowError.invalid("If either start step or end step are specified, both must be specified.");
        }
        if (start != null && end != null && start > end) {
            throw MlflowError.invalid("end_step must be greater than start_step. Found start_step=" + start
                    + " and end_step=" + end + ".");
        }
        return log.sampled(caller, runs, key, start, end, (int) most);
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/metrics/get-history-bulk")
    void bulk(Caller caller, Fields fields, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String[] given = request.getParameterValues("run_id");
        List<String> runs = given == null ? List.of() : List.of(given);
        if (runs.isEmpty()) {
            throw MlflowError.invalid("GetMetricHistoryBulk request must specify at least one run_id.");
        }
        if (runs.size() > RUNS_MOST) {
            throw MlflowError.invalid("GetMetricHistoryBulk request cannot specify more than " + RUNS_MOST
                    + " run_ids. Received " + runs.size() + " run_ids.");
        }
        String key = fields.text("metric_key");
        if (key == null) {
            throw MlflowError.invalid("GetMetricHistoryBulk request must specify a metric_key.");
        }
        long most = Math.min(fields.whole("max_results", BULK_MOST), BULK_MOST);
        List<String> sorted = runs.stream().sorted().distinct().toList();
        write(request, response, key, log.histories(caller, sorted, key, (int) Math.max(0, most)));
    }

    private static void write(
            HttpServletRequest request, HttpServletResponse response, String key, Map<String, Points> byRun)
            throws IOException {
        JsonAnswer.write(request, response, out -> {
            try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
                json.writeStartObject();
                json.writeArrayPropertyStart("metrics");
                byRun.forEach((run, points) -> write(json, key, points, run));
                json.writeEndArray();
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, String key, Points points, @Nullable String run) {
        SerializableString name = new SerializedString(key);
        SerializableString runId = run == null ? null : new SerializedString(run);
        for (int index = 0; index < points.size(); index++) {
            json.writeStartObject();
            json.writeName(KEY);
            json.writeString(name);
            json.writeName(VALUE);
            json.writeNumber(points.value(index));
            json.writeName(TIMESTAMP);
            json.writeNumber(points.ms(index));
            json.writeName(STEP);
            json.writeNumber(points.step(index));
            if (runId != null) {
                json.writeName(RUN_ID);
                json.writeString(runId);
            }
            json.writeEndObject();
        }
    }
}
