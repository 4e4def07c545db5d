package org.dure.cli.mlflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.cli.mlflow.ImportReport.Kind;
import tools.jackson.databind.JsonNode;

/// Copies what one run has logged. Every write may come twice and changes nothing the second time, so a run that an
/// import left half done is simply copied again.
final class RunImport {

    private static final int POINTS_A_BATCH = 1_000;
    private static final int PAIRS_A_BATCH = 100;
    private static final int HISTORY_PAGE = 25_000;
    private static final String PARENT_TAG = "mlflow.parentRunId";
    private static final String RESERVED = "dure.";

    private final MlflowServer source;
    private final MlflowServer target;
    private final ArtifactCopy artifacts;
    private final boolean withArtifacts;
    private final ImportReport report;

    RunImport(
            MlflowServer source,
            MlflowServer target,
            ArtifactCopy artifacts,
            boolean withArtifacts,
            ImportReport report) {
        this.source = source;
        this.target = target;
        this.artifacts = artifacts;
        this.withArtifacts = withArtifacts;
        this.report = report;
    }

    /// The new run's id.
    String create(String targetExperiment, JsonNode info) {
        String id = id(info);
        return target.post(
                        "/runs/create",
                        Map.of(
                                "experiment_id", targetExperiment,
                                "run_name", info.path("run_name").asString(""),
                                "user_id", info.path("user_id").asString(""),
                                "start_time", info.path("start_time").asLong(0),
                                "tags", Marks.of(source, id)))
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
    }

    /// Copies all of it but its logged models.
    ///
    /// @param ids the new ids of the runs that are here, by their old ones
    /// @return whether it is here as a whole now and ended; only then it may be marked
    boolean copy(String id, String targetId, Map<String, String> ids) {
        JsonNode run =
                source.get("/runs/get", Map.of("run_id", id, "run_uuid", id)).path("run");
        JsonNode data = run.path("data");
        logPairs(targetId, "params", data.path("params"), ids);
        logPairs(targetId, "tags", data.path("tags"), ids);
        for (JsonNode metric : data.path("metrics")) {
            copyHistory(id, targetId, metric.path("key").asString());
        }
        copyInputs(targetId, run.path("inputs").path("dataset_inputs"));
        boolean whole = true;
        if (withArtifacts) {
            String uri = target.get("/runs/get", Map.of("run_id", targetId))
                    .path("run")
                    .path("info")
                    .path("artifact_uri")
                    .asString();
            whole = artifacts.copy("run " + id, ArtifactCopy.Place.ofRun(id), ArtifactCopy.Place.ofRun(targetId), uri);
        }
        return end(targetId, run.path("info")) && whole;
    }

    /// The last of all: from now on the next import passes over it.
    void markComplete(String targetId, boolean deleted) {
        target.post("/runs/set-tag", Map.of("run_id", targetId, "key", Marks.COMPLETE, "value", "true"));
        if (deleted) {
            target.post("/runs/delete", Map.of("run_id", targetId));
        }
    }

    static String id(JsonNode info) {
        return info.path("run_id").asString(info.path("run_uuid").asString(""));
    }

    static boolean isDeleted(JsonNode info) {
        return info.path("lifecycle_stage").asString("").equals("deleted");
    }

    private boolean end(String targetId, JsonNode info) {
        String status = info.path("status").asString("RUNNING");
        Map<String, Object> update = new HashMap<>(Map.of("run_id", targetId, "status", status));
        if (info.path("end_time").asLong(0) > 0) {
            update.put("end_time", info.path("end_time").asLong());
        }
        target.post("/runs/update", update);
        boolean ended = !status.equals("RUNNING") && !status.equals("SCHEDULED");
        if (!ended) {
            report.failed(Kind.RUN, id(info), "it still runs; import again when it has ended");
        }
        return ended;
    }

    /// Ids of runs within tags are turned into the new ones: the parent's, and those in notes about logged models.
    private void logPairs(String targetId, String field, JsonNode pairs, Map<String, String> ids) {
        List<Map<String, String>> kept = new ArrayList<>();
        Marks.map(pairs).forEach((key, value) -> {
            if (key.startsWith(RESERVED)) {
                report.leftOut(
                        Kind.RUN, targetId, field + " " + key + ": names that begin with dure. are the platform's");
            } else if (key.equals(PARENT_TAG)) {
                kept.add(Marks.pair(key, ids.getOrDefault(value, value)));
            } else {
                kept.add(Marks.pair(key, value));
            }
        });
        for (int start = 0; start < kept.size(); start += PAIRS_A_BATCH) {
            List<Map<String, String>> part = kept.subList(start, Math.min(start + PAIRS_A_BATCH, kept.size()));
            target.post("/runs/log-batch", Map.of("run_id", targetId, field, part));
        }
    }

    private void copyHistory(String id, String targetId, String key) {
        List<Map<String, Object>> batch = new ArrayList<>();
        long[] points = {0};
        source.getAll(
                "/metrics/get-history",
                "metrics",
                Map.of(
                        "run_id", id,
                        "run_uuid", id,
                        "metric_key", key,
                        "max_results", String.valueOf(HISTORY_PAGE)),
                point -> {
                    batch.add(point(key, point));
                    if (batch.size() == POINTS_A_BATCH) {
                        send(targetId, batch);
                    }
                    points[0]++;
                });
        if (!batch.isEmpty()) {
            send(targetId, batch);
        }
        report.brought(Kind.POINT, points[0]);
    }

    private void send(String targetId, List<Map<String, Object>> batch) {
        target.post("/runs/log-batch", Map.of("run_id", targetId, "metrics", batch));
        batch.clear();
    }

    /// NaN and the infinities travel as text, as they came.
    private static Map<String, Object> point(String key, JsonNode point) {
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("key", key);
        metric.put("value", point.path("value"));
        metric.put("timestamp", point.path("timestamp").asLong(0));
        metric.put("step", point.path("step").asLong(0));
        return metric;
    }

    private void copyInputs(String targetId, JsonNode inputs) {
        if (!inputs.isEmpty()) {
            target.post("/runs/log-inputs", Map.of("run_id", targetId, "datasets", inputs));
        }
    }
}
