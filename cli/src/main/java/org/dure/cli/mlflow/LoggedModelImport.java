package org.dure.cli.mlflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dure.cli.mlflow.ImportReport.Kind;
import tools.jackson.databind.JsonNode;

/// Copies logged models, which MLflow has from version 3 on: beside runs, with parameters, tags and files of their own.
final class LoggedModelImport {

    private static final int NOT_FOUND = 404;
    private static final String READY = "LOGGED_MODEL_READY";

    private final MlflowServer source;
    private final MlflowServer target;
    private final ArtifactCopy artifacts;
    private final boolean withArtifacts;
    private final ImportReport report;

    LoggedModelImport(
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

    /// Copies those of one experiment.
    ///
    /// @param runs   new ids of runs by old ones
    /// @param models gets the new ids of logged models by old ones
    void copy(String experiment, String targetExperiment, Map<String, String> runs, Map<String, String> models) {
        Map<String, JsonNode> there = new HashMap<>();
        Map<String, Object> marked =
                Map.of("experiment_ids", List.of(targetExperiment), "filter", Marks.filter(source), "max_results", 100);
        try {
            target.searchAll(
                    "/logged-models/search",
                    "models",
                    marked,
                    model ->
                            there.put(Marks.map(model.path("info").path("tags")).getOrDefault(Marks.ID, ""), model));
            source.searchAll(
                    "/logged-models/search",
                    "models",
                    Map.of("experiment_ids", List.of(experiment), "max_results", 50),
                    model -> copyOrReport(model, targetExperiment, there, runs, models));
        } catch (MlflowFailure e) {
            if (e.status() != NOT_FOUND) {
                report.failed(Kind.LOGGED_MODEL, "experiment " + experiment, e.reason());
            }
        }
    }

    private void copyOrReport(
            JsonNode model,
            String targetExperiment,
            Map<String, JsonNode> there,
            Map<String, String> runs,
            Map<String, String> models) {
        String id = model.path("info").path("model_id").asString();
        try {
            JsonNode known = there.get(id);
            JsonNode info = known == null ? create(model, targetExperiment, runs) : known.path("info");
            models.put(id, info.path("model_id").asString());
            if (known != null && Marks.map(info.path("tags")).containsKey(Marks.COMPLETE)) {
                report.there(Kind.LOGGED_MODEL, 1);
            } else {
                fill(id, model, info, runs);
            }
        } catch (MlflowFailure e) {
            report.failed(Kind.LOGGED_MODEL, id, e.reason());
        }
    }

    private JsonNode create(JsonNode model, String targetExperiment, Map<String, String> runs) {
        JsonNode info = model.path("info");
        String run = info.path("source_run_id").asString("");
        Map<String, Object> request = new HashMap<>(Map.of(
                "experiment_id", targetExperiment,
                "name", info.path("name").asString(""),
                "params", model.path("data").path("params"),
                "tags", Marks.of(source, info.path("model_id").asString())));
        if (runs.containsKey(run)) {
            request.put("source_run_id", runs.get(run));
        }
        if (info.path("model_type").isString()) {
            request.put("model_type", info.path("model_type").asString());
        }
        return target.post("/logged-models", request).path("model").path("info");
    }

    private void fill(String id, JsonNode model, JsonNode info, Map<String, String> runs) {
        String targetId = info.path("model_id").asString();
        boolean whole = !withArtifacts
                || artifacts.copy(
                        "logged model " + id,
                        ArtifactCopy.Place.ofModel(id),
                        ArtifactCopy.Place.ofModel(targetId),
                        info.path("artifact_uri").asString());
        String tags = "/logged-models/" + targetId + "/tags";
        target.patch(tags, Map.of("tags", model.path("info").path("tags")));
        String run = runs.get(model.path("info").path("source_run_id").asString(""));
        if (run != null) {
            target.post(
                    "/runs/outputs", Map.of("run_id", run, "models", List.of(Map.of("model_id", targetId, "step", 0))));
        }
        String status = model.path("info").path("status").asString(READY);
        target.patch("/logged-models/" + targetId, Map.of("model_id", targetId, "status", status));
        if (whole) {
            target.patch(tags, Map.of("tags", List.of(Marks.pair(Marks.COMPLETE, "true"))));
            report.brought(Kind.LOGGED_MODEL, 1);
        }
    }
}
