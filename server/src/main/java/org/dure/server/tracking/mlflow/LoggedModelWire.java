package org.dure.server.tracking.mlflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.loggedmodel.LoggedModel;
import org.dure.server.tracking.loggedmodel.LoggedModelService;
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
    Answers.ModelAnswer create(Caller caller, Fields fields) {
        Experiment experiment = ExperimentWire.find(experiments, caller, fields.text("experiment_id", "0"));
        String name = fields.text("name", "");
        if (name.matches(".*[/:.%\"'\\p{Cntrl}].*") || name.length() > 255) {
            throw MlflowError.invalid(
                    "Invalid model name (" + Checks.cut(name, 300) + ") provided. Model name must be a non-empty string"
                            + " of at most 255 characters and cannot contain the following characters: ('/', ':',"
                            + " '.', '%', '\"', \"'\")");
        }
        return new Answers.ModelAnswer(Answers.of(models.create(
                caller,
                experiment,
                name,
                fields.text("model_type"),
                fields.text("source_run_id"),
                fields.pairs("params"),
                fields.pairs("tags"))));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/logged-models/{model}")
    Answers.ModelAnswer get(Caller caller, @PathVariable String model, Fields fields) {
        boolean deletedToo = fields.text("allow_deleted", "false").equalsIgnoreCase("true");
        return new Answers.ModelAnswer(Answers.of(models.find(caller, model)
                .filter(found -> deletedToo || !found.deleted())
                .orElseThrow(() -> MlflowError.absent("Logged model with ID '" + model + "' not found."))));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PatchMapping("/logged-models/{model}")
    Answers.ModelAnswer finish(Caller caller, @PathVariable String model, Fields fields) {
        return new Answers.ModelAnswer(Answers.of(models.finish(caller, model, fields.required("status"))));
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
    Answers.ModelAnswer tags(Caller caller, @PathVariable String model, Fields fields) {
        return new Answers.ModelAnswer(Answers.of(models.putTags(caller, model, fields.pairs("tags"))));
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/logged-models/{model}/tags/{key}")
    Answers.Empty deleteTag(Caller caller, @PathVariable String model, @PathVariable String key) {
        models.deleteTag(caller, model, key);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/logged-models/{model}/artifacts/directories")
    Answers.FileList directories(Caller caller, @PathVariable String model, Fields fields) {
        LoggedModel found = models.get(caller, model);
        return ArtifactWire.listing(
                artifacts, caller, model, fields.text("artifact_directory_path", ""), Locations.of(found));
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/logged-models/search")
    Answers.ModelList search(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<Experiment> within = fields.texts("experiment_ids").stream()
                .distinct()
                .map(id -> experiments.find(caller, id))
                .flatMap(Optional::stream)
                .toList();
        List<LoggedModel> found = models.search(within, fields.text("filter", ""), orders(fields), offset, size + 1);
        return new Answers.ModelList(
                found.stream().limit(size).map(Answers::of).toList(),
                found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    private static List<Order> orders(Fields fields) {
        List<Order> orders = new ArrayList<>();
        for (Fields order : fields.list("order_by")) {
            boolean ascending = order.flag("ascending", true);
            orders.add(FilterParser.order(
                    order.required("field_name") + (ascending ? " ASC" : " DESC"), Vocabulary.LOGGED_MODELS));
        }
        return orders;
    }
}
