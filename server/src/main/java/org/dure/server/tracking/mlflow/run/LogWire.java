package org.dure.server.tracking.mlflow.run;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.loggedmodel.LoggedModelService;
import org.dure.server.tracking.metric.Batch;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.run.LogService;
import org.dure.server.tracking.run.RunInput;
import org.dure.server.tracking.run.RunService;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;

/// What runs log, on MLflow's wire: metrics, parameters, tags, inputs and outputs.
@MlflowWire
class LogWire {

    private static final String CONTEXT_TAG = "mlflow.data.context";

    private static final String MODELS_TAG = "mlflow.log-model.history";
    private static final int MODELS_TAG_MOST = 100_000;

    private final RunService runs;
    private final LogService log;
    private final LoggedModelService models;

    LogWire(RunService runs, LogService log, LoggedModelService models) {
        this.runs = runs;
        this.log = log;
        this.models = models;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/log-metric")
    Answers.Empty logMetric(Caller caller, Fields fields) {
        String run = fields.runId();
        Batch batch = new Batch();
        add(fields, batch);
        models.addMetrics(caller, ModelPoints.of(run, List.of(fields)));
        log.log(caller, run, batch, Map.of(), Map.of());
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/log-parameter")
    Answers.Empty logParam(Caller caller, Fields fields) {
        String run = fields.runId();
        String key = Checks.key("Param key", "key", fields.required("key"));
        String value = Checks.cut(fields.text("value", ""), Checks.PARAM_MOST);
        log.log(caller, run, new Batch(), Map.of(key, value), Map.of());
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/set-tag")
    Answers.Empty setTag(Caller caller, Fields fields) {
        String run = fields.runId();
        String key = Checks.key("key", fields.required("key"));
        String value = Checks.cut(fields.text("value", ""), Checks.TAG_MOST);
        log.log(caller, run, new Batch(), Map.of(), Map.of(key, value));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/delete-tag")
    Answers.Empty deleteTag(Caller caller, Fields fields) {
        String run = fields.required("run_id");
        String key = fields.required("key");
        if (!log.deleteTag(caller, run, key)) {
            throw MlflowError.absent("No tag with name: " + key + " in run with id " + run);
        }
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/log-batch")
    Answers.Empty logBatch(Caller caller, LogBatch body) {
        LogBatch.Metrics lean = body.lean();
        if (lean != null) {
            log.log(caller, lean.runId(), lean.batch(), Map.of(), Map.of());
            return new Answers.Empty();
        }
        Fields fields = Objects.requireNonNull(body.fields());
        String run = fields.runId();
        List<Fields> metrics = fields.list("metrics");
        Checks.count("metrics", metrics.size(), Checks.METRICS_MOST);
        Checks.count("params", fields.list("params").size(), Checks.PARAMS_MOST);
        Map<String, String> tags = tags(fields);
        Map<String, String> params = params(fields);
        Checks.count("metrics, params, and tags", metrics.size() + params.size() + tags.size(), Checks.ENTITIES_MOST);
        Batch batch = new Batch();
        for (Fields metric : metrics) {
            add(metric, batch);
        }
        models.addMetrics(caller, ModelPoints.of(run, metrics));
        log.log(caller, run, batch, params, tags);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/log-inputs")
    Answers.Empty logInputs(Caller caller, Fields fields) {
        List<Fields> datasets = fields.list("datasets");
        Checks.count("datasets", datasets.size(), Checks.ENTITIES_MOST);
        List<Fields> models = fields.list("models");
        Checks.count("models", models.size(), Checks.ENTITIES_MOST);
        log.logInputs(
                caller,
                fields.runId(),
                datasets.stream().map(LogWire::input).toList(),
                models.stream().map(model -> limited(model, "model_id", 250)).toList());
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/outputs")
    Answers.Empty logOutputs(Caller caller, Fields fields) {
        if (!fields.has("models")) {
            throw MlflowError.missing("models");
        }
        Map<String, Long> models = new LinkedHashMap<>();
        fields.list("models").forEach(model -> models.put(model.required("model_id"), model.whole("step", 0)));
        log.logOutputs(caller, fields.runId(), models);
        return new Answers.Empty();
    }

    /// MLflow 2's `log_model` keeps the descriptions of a run's models as a JSON list in a tag.
    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/log-model")
    Answers.Empty logModel(Caller caller, Fields fields) {
        String run = fields.runId();
        String model = LoggedModelJson.check(fields.required("model_json"));
        String before = Lookup.run(runs, caller, run).tags().getOrDefault(MODELS_TAG, "[]");
        String list = (before.equals("[]") ? "[" : before.substring(0, before.length() - 1) + ",") + model + "]";
        if (list.length() > MODELS_TAG_MOST) {
            throw MlflowError.invalid(
                    "The descriptions of the run's models exceed " + MODELS_TAG_MOST + " characters.");
        }
        log.log(caller, run, new Batch(), Map.of(), Map.of(MODELS_TAG, list));
        return new Answers.Empty();
    }

    /// At most 100 tags, each within MLflow's limits.
    static Map<String, String> tags(Fields fields) {
        Checks.count("tags", fields.list("tags").size(), Checks.TAGS_MOST);
        Map<String, String> tags = new HashMap<>();
        for (Fields tag : fields.list("tags")) {
            tags.put(
                    Checks.key(tag.path("key"), tag.required("key")),
                    Checks.cut(tag.text("value", ""), Checks.TAG_MOST));
        }
        return tags;
    }

    private static Map<String, String> params(Fields fields) {
        Map<String, String> params = new HashMap<>();
        for (Fields param : fields.list("params")) {
            String key = Checks.key("Param key", param.path("key"), param.required("key"));
            if (params.put(key, Checks.cut(param.text("value", ""), Checks.PARAM_MOST)) != null) {
                throw MlflowError.invalid("Duplicate parameter keys have been submitted: ['" + key
                        + "']. Please ensure the request contains only one param value per param key.");
            }
        }
        return params;
    }

    private static void add(Fields metric, Batch batch) {
        String key = Checks.key("Metric name", metric.path("name"), metric.required("key"));
        Long time = metric.whole("timestamp");
        if (time == null) {
            throw MlflowError.missing(metric.path("timestamp"));
        }
        batch.add(key, metric.whole("step", 0), time, metric.real("value"));
    }

    private static RunInput input(Fields input) {
        Map<String, String> tags = input.pairs("tags");
        tags.forEach((key, value) -> {
            within("key", key, 255);
            within("value", value, 500);
        });
        Fields dataset = input.object("dataset");
        return new RunInput(
                limited(dataset, "name", 500),
                limited(dataset, "digest", 36),
                dataset.required("source_type"),
                limited(dataset, "source", 65_535),
                within("schema", dataset.text("schema"), 1_048_575),
                within("profile", dataset.text("profile"), 16_777_215),
                tags.getOrDefault(CONTEXT_TAG, ""),
                tags);
    }

    private static String limited(Fields dataset, String name, int most) {
        return Objects.requireNonNull(within(name, dataset.required(name), most));
    }

    private static @Nullable String within(String name, @Nullable String value, int most) {
        if (value != null && value.length() > most) {
            throw MlflowError.invalid("'" + name + "' exceeds the maximum length of " + most + " characters");
        }
        return value;
    }
}
