package org.dure.server.tracking.mlflow.loggedmodel;

import java.util.ArrayList;
import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.loggedmodel.DatasetFilter;
import org.dure.server.tracking.loggedmodel.LoggedModel;
import org.dure.server.tracking.loggedmodel.LoggedModelService;
import org.dure.server.tracking.loggedmodel.ModelOrder;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Locations;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.dure.server.tracking.mlflow.artifact.ArtifactAnswers;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/// Logged models on MLflow's wire (from its version 3 on).
@MlflowWire
class LoggedModelWire {

    private static final int PAGE = 100;
    private static final int PAGE_MOST = 1_000;
    private static final int DATASETS_MOST = 100;
    private static final int SOURCE_MOST = 250;

    private final LoggedModelService models;
    private final ArtifactService artifacts;
    private final ExperimentService experiments;

    LoggedModelWire(LoggedModelService models, ArtifactService artifacts, ExperimentService experiments) {
        this.models = models;
        this.artifacts = artifacts;
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/logged-models")
    LoggedModelAnswers.ModelAnswer create(Caller caller, Fields fields) {
        Experiment experiment = Lookup.experiment(experiments, caller, fields.required("experiment_id"));
        String name = fields.text("name", "");
        if (name.matches(".*[/:.%\"'\\p{Cntrl}].*") || name.length() > 255) {
            throw MlflowError.invalid("Invalid model name ('" + Checks.cut(name, 300)
                    + "') provided. Model name must be a non-empty string"
                    + " of at most 255 characters and cannot contain the following characters: ('/', ':',"
                    + " '.', '%', '\"', \"'\")");
        }
        String source = fields.text("source_run_id");
        if (source != null && source.length() > SOURCE_MOST) {
            throw MlflowError.invalid("source_run_id", source, "it must have at most " + SOURCE_MOST + " characters");
        }
        return new LoggedModelAnswers.ModelAnswer(LoggedModelAnswers.of(models.create(
                caller,
                experiment,
                name,
                fields.text("model_type"),
                source,
                fields.pairs("params"),
                fields.pairs("tags"))));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/logged-models/{model}")
    LoggedModelAnswers.ModelAnswer get(Caller caller, @PathVariable String model, Fields fields) {
        boolean deletedToo = fields.text("allow_deleted", "false").equalsIgnoreCase("true");
        return new LoggedModelAnswers.ModelAnswer(LoggedModelAnswers.of(models.find(caller, model)
                .filter(found -> deletedToo || !found.deleted())
                .orElseThrow(() -> MlflowError.absent("Logged model with ID '" + model + "' not found."))));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PatchMapping("/logged-models/{model}")
    LoggedModelAnswers.ModelAnswer finish(Caller caller, @PathVariable String model, Fields fields) {
        String status = fields.choice(
                "status", 1, List.of("LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"));
        if (status == null) {
            throw MlflowError.missing("status");
        }
        return new LoggedModelAnswers.ModelAnswer(LoggedModelAnswers.of(models.finish(caller, model, status)));
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/logged-models/{model}")
    Answers.Empty delete(Caller caller, @PathVariable String model) {
        models.delete(caller, model);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/logged-models/{model}/params")
    Answers.Empty params(Caller caller, @PathVariable String model, Fields fields) {
        models.putParams(caller, model, fields.pairs("params"));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PatchMapping("/logged-models/{model}/tags")
    Answers.Empty tags(Caller caller, @PathVariable String model, Fields fields) {
        models.putTags(caller, model, fields.pairs("tags"));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/logged-models/{model}/tags/{key}")
    Answers.Empty deleteTag(Caller caller, @PathVariable String model, @PathVariable String key) {
        models.deleteTag(caller, model, key);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/logged-models/{model}/artifacts/directories")
    ArtifactAnswers.FileList directories(Caller caller, @PathVariable String model, Fields fields) {
        LoggedModel found = models.get(caller, model);
        return ArtifactAnswers.listing(
                artifacts, caller, model, fields.text("artifact_directory_path", ""), Locations.of(found));
    }

    /// A page holds at most 1,000 models, whatever is asked for.
    @Needs(Permission.TRACKING_READ)
    @PostMapping("/logged-models/search")
    LoggedModelAnswers.ModelList search(Caller caller, Fields fields) {
        if (!fields.has("experiment_ids")) {
            throw MlflowError.missing("experiment_ids");
        }
        long asked = fields.whole("max_results", 0);
        int size = asked <= 0 ? PAGE : (int) Math.min(asked, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<Experiment> within = Lookup.visible(experiments, caller, fields.texts("experiment_ids"));
        List<LoggedModel> found =
                models.search(within, fields.text("filter", ""), datasets(fields), orders(fields), offset, size + 1);
        return new LoggedModelAnswers.ModelList(
                found.stream().limit(size).map(LoggedModelAnswers::of).toList(),
                found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    private static List<DatasetFilter> datasets(Fields fields) {
        List<Fields> datasets = fields.list("datasets");
        Checks.count("datasets", datasets.size(), DATASETS_MOST);
        return datasets.stream()
                .map(dataset -> {
                    String name = dataset.text("dataset_name", "");
                    if (name.isEmpty()) {
                        throw MlflowError.invalid("`dataset_name` in the `datasets` clause must be specified.");
                    }
                    return new DatasetFilter(name, dataset.text("dataset_digest", ""));
                })
                .toList();
    }

    private static List<ModelOrder> orders(Fields fields) {
        List<ModelOrder> orders = new ArrayList<>();
        for (Fields order : fields.list("order_by")) {
            String name = order.text("field_name", "");
            if (name.isEmpty()) {
                throw MlflowError.invalid("Invalid order by field name: ");
            }
            boolean ascending = order.flag("ascending", true);
            orders.add(new ModelOrder(
                    FilterParser.order(name + (ascending ? " ASC" : " DESC"), Vocabulary.LOGGED_MODELS),
                    new DatasetFilter(order.text("dataset_name", ""), order.text("dataset_digest", ""))));
        }
        return orders;
    }
}
