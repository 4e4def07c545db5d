package org.dure.cli.mlflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dure.cli.mlflow.ImportReport.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Copies registered models with their versions, stages, aliases and tags, once runs and logged models are here.
final class RegistryImport {

    private static final String PROMPT_TAG = "mlflow.prompt.is_prompt";
    private static final String NO_STAGE = "None";

    private final MlflowServer source;
    private final MlflowServer target;
    private final String project;
    private final Map<String, String> runs;
    private final Map<String, String> loggedModels;
    private final ImportReport report;

    /// @param project      into which they go
    /// @param runs         new ids of runs by old ones
    /// @param loggedModels new ids of logged models by old ones
    RegistryImport(
            MlflowServer source,
            MlflowServer target,
            String project,
            Map<String, String> runs,
            Map<String, String> loggedModels,
            ImportReport report) {
        this.source = source;
        this.target = target;
        this.project = project;
        this.runs = runs;
        this.loggedModels = loggedModels;
        this.report = report;
    }

    void copyAll() {
        try {
            searchModels(Map.of("max_results", "100"), this::copyModel);
            // MLflow 3 names its prompts, which it keeps as models, only to those who ask for them.
            searchModels(
                    Map.of("max_results", "100", "filter", "tags.`" + PROMPT_TAG + "` = 'true'"),
                    prompt -> report.leftOut(
                            Kind.MODEL, prompt.path("name").asString(), "it is a prompt; Dure keeps none"));
        } catch (MlflowFailure e) {
            report.failed(Kind.MODEL, "all", e.reason());
        }
    }

    private void searchModels(Map<String, String> query, Consumer<JsonNode> each) {
        source.getAll("/registered-models/search", "registered_models", query, each);
    }

    private void copyModel(JsonNode model) {
        String name = model.path("name").asString();
        if (Marks.map(model.path("tags")).getOrDefault(PROMPT_TAG, "").equals("true")) {
            return;
        }
        try {
            String targetName = project + "." + name;
            createModel(model, targetName);
            Map<String, String> numbers = copyVersions(name, targetName);
            for (JsonNode alias : model.path("aliases")) {
                String number = numbers.get(alias.path("version").asString());
                if (number != null) {
                    target.post(
                            "/registered-models/alias",
                            Map.of(
                                    "name",
                                    targetName,
                                    "alias",
                                    alias.path("alias").asString(),
                                    "version",
                                    number));
                }
            }
        } catch (MlflowFailure e) {
            report.failed(Kind.MODEL, name, e.reason());
        }
    }

    private void createModel(JsonNode model, String targetName) {
        List<Map<String, String>> tags =
                Marks.before(model.path("tags"), source, model.path("name").asString());
        String description = model.path("description").asString("");
        try {
            target.post(
                    "/registered-models/create", Map.of("name", targetName, "description", description, "tags", tags));
            report.brought(Kind.MODEL, 1);
        } catch (MlflowFailure e) {
            if (!e.reason().contains("already exists")) {
                throw e;
            }
            report.there(Kind.MODEL, 1);
        }
    }

    /// @return the new numbers of the versions by the old ones
    private Map<String, String> copyVersions(String name, String targetName) {
        Map<String, String> numbers = new HashMap<>();
        Map<String, String> mine =
                Map.of("filter", "name = '" + targetName.replace("'", "''") + "'", "max_results", "1000");
        target.getAll("/model-versions/search", "model_versions", mine, version -> {
            Map<String, String> tags = Marks.map(version.path("tags"));
            if (source.url().equals(tags.get(Marks.SERVER))) {
                numbers.put(
                        tags.getOrDefault(Marks.ID, ""), version.path("version").asString());
            }
        });
        List<JsonNode> versions = new ArrayList<>();
        Map<String, String> theirs =
                Map.of("filter", "name = '" + name.replace("'", "''") + "'", "max_results", "1000");
        source.getAll("/model-versions/search", "model_versions", theirs, versions::add);
        versions.sort(Comparator.comparing(version -> version.path("version").asLong(0)));
        for (JsonNode version : versions) {
            if (numbers.containsKey(version.path("version").asString())) {
                report.there(Kind.MODEL_VERSION, 1);
            } else {
                copyVersion(version, targetName, numbers);
            }
        }
        return numbers;
    }

    private void copyVersion(JsonNode version, String targetName, Map<String, String> numbers) {
        String number = version.path("version").asString();
        String which = version.path("name").asString() + " version " + number;
        String place = place(version);
        if (place == null) {
            report.leftOut(
                    Kind.MODEL_VERSION,
                    which,
                    "its files at " + version.path("source").asString("") + " belong to no run or logged model here");
            return;
        }
        List<Map<String, String>> tags = Marks.before(version.path("tags"), source, number);
        Map<String, Object> request = new HashMap<>(Map.of(
                "name", targetName,
                "source", place,
                "description", version.path("description").asString(""),
                "tags", tags));
        String run = runs.get(version.path("run_id").asString(""));
        if (run != null) {
            request.put("run_id", run);
        }
        try {
            String made = target.post("/model-versions/create", request)
                    .path("model_version")
                    .path("version")
                    .asString();
            numbers.put(number, made);
            String stage = version.path("current_stage").asString(NO_STAGE);
            if (!stage.equals(NO_STAGE)) {
                target.post(
                        "/model-versions/transition-stage",
                        Map.of(
                                "name",
                                targetName,
                                "version",
                                made,
                                "stage",
                                stage,
                                "archive_existing_versions",
                                false));
            }
            report.brought(Kind.MODEL_VERSION, 1);
        } catch (MlflowFailure e) {
            report.failed(Kind.MODEL_VERSION, which, e.reason());
        }
    }

    /// Where the files of a version are here: in the run or the logged model that came with it; null where neither did.
    private @Nullable String place(JsonNode version) {
        String from = version.path("source").asString("");
        if (from.startsWith("models:/m-")) {
            String model = loggedModels.get(from.substring("models:/".length()));
            return model == null ? null : "models:/" + model;
        }
        String oldRun = version.path("run_id").asString("");
        String run = runs.get(oldRun);
        if (run == null) {
            return null;
        }
        for (String before : List.of("runs:/" + oldRun + "/", "/" + oldRun + "/artifacts/")) {
            int at = from.indexOf(before);
            if (at >= 0) {
                return "runs:/" + run + "/" + from.substring(at + before.length());
            }
        }
        return null;
    }
}
