package org.dure.server.tracking.mlflow.experiment;

import java.util.List;
import java.util.Map;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Locations;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/// Experiments on MLflow's wire.
@MlflowWire
class ExperimentWire {

    private static final int PAGE = 1_000;
    private static final int PAGE_MOST = 50_000;

    private final ExperimentService experiments;

    ExperimentWire(ExperimentService experiments) {
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/experiments/create")
    ExperimentAnswers.ExperimentId create(Caller caller, Fields fields) {
        String name = Checks.experimentName("name", fields.required("name"));
        String asked = fields.text("artifact_location");
        Map<String, String> tags = fields.pairs("tags");
        String location = Locations.checkAsked(asked);
        tags.forEach((key, value) -> checkTag(key, value));
        return new ExperimentAnswers.ExperimentId(
                String.valueOf(experiments.create(caller, name, location, tags).id()));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/experiments/get")
    ExperimentAnswers.ExperimentAnswer get(Caller caller, Fields fields) {
        return answer(caller, experiment(caller, fields));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/experiments/get-by-name")
    ExperimentAnswers.ExperimentAnswer getByName(Caller caller, Fields fields) {
        String name = fields.required("experiment_name");
        return answer(
                caller,
                experiments
                        .findByName(caller, name)
                        .orElseThrow(() -> MlflowError.absent("Could not find experiment with name '" + name + "'")));
    }

    @Needs(Permission.TRACKING_READ)
    @RequestMapping(
            path = "/experiments/search",
            method = {RequestMethod.POST, RequestMethod.GET})
    ExperimentAnswers.ExperimentList search(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<Experiment> found = experiments.search(
                caller,
                Lookup.view(fields, "view_type"),
                fields.text("filter", ""),
                fields.texts("order_by"),
                offset,
                size + 1);
        return new ExperimentAnswers.ExperimentList(
                found.stream()
                        .limit(size)
                        .map(experiment -> ExperimentAnswers.of(experiment, experiments.shownName(caller, experiment)))
                        .toList(),
                found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/experiments/update")
    Answers.Empty update(Caller caller, Fields fields) {
        String id = fields.required("experiment_id");
        String name = Checks.experimentName("new_name", fields.required("new_name"));
        experiments.rename(caller, Lookup.experiment(experiments, caller, id), name);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/experiments/delete")
    Answers.Empty delete(Caller caller, Fields fields) {
        experiments.delete(caller, experiment(caller, fields));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/experiments/restore")
    Answers.Empty restore(Caller caller, Fields fields) {
        experiments.restore(caller, experiment(caller, fields));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/experiments/set-experiment-tag")
    Answers.Empty setTag(Caller caller, Fields fields) {
        Experiment experiment = experiment(caller, fields);
        String value = fields.text("value", "");
        String key = fields.required("key");
        checkTag(key, value);
        experiments.setTag(caller, experiment, key, value);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/experiments/delete-experiment-tag")
    Answers.Empty deleteTag(Caller caller, Fields fields) {
        Experiment experiment = experiment(caller, fields);
        String key = fields.required("key");
        if (!experiments.deleteTag(caller, experiment, key)) {
            throw MlflowError.absent("No tag with name: " + key + " in experiment with id " + experiment.id());
        }
        return new Answers.Empty();
    }

    private Experiment experiment(Caller caller, Fields fields) {
        return Lookup.experiment(experiments, caller, fields.required("experiment_id"));
    }

    private ExperimentAnswers.ExperimentAnswer answer(Caller caller, Experiment experiment) {
        return new ExperimentAnswers.ExperimentAnswer(
                ExperimentAnswers.of(experiment, experiments.shownName(caller, experiment)));
    }

    private static void checkTag(String key, String value) {
        Checks.key("key", key);
        if (value.length() > Checks.EXPERIMENT_TAG_MOST) {
            throw MlflowError.invalid(
                    "'value' exceeds the maximum length of " + Checks.EXPERIMENT_TAG_MOST + " characters");
        }
    }
}
