package org.dure.server.tracking.mlflow.evaluationdataset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.evaluationdataset.EvaluationDataset;
import org.dure.server.tracking.evaluationdataset.EvaluationDatasetService;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Evaluation data sets on MLflow's wire.
@MlflowWire
class EvaluationDatasetWire {

    private static final int PAGE = 1_000;
    private static final int PAGE_MOST = 50_000;
    private static final int EXPERIMENTS_MOST = 1_000;

    private final EvaluationDatasetService datasets;
    private final ExperimentService experiments;

    EvaluationDatasetWire(EvaluationDatasetService datasets, ExperimentService experiments) {
        this.datasets = datasets;
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/datasets/create")
    EvaluationDatasetAnswers.DatasetAnswer create(Caller caller, Fields fields) {
        String name = Checks.experimentName("name", fields.required("name"));
        List<Experiment> beside = experiments(caller, fields);
        return answer(datasets.create(caller, name, beside, tags(fields)));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/datasets/{dataset}")
    EvaluationDatasetAnswers.DatasetAnswer get(Caller caller, @PathVariable String dataset) {
        return answer(datasets.get(caller, dataset));
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/datasets/{dataset}")
    Answers.Empty delete(Caller caller, @PathVariable String dataset) {
        datasets.delete(caller, dataset);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_READ)
    @RequestMapping(
            path = "/datasets/search",
            method = {RequestMethod.POST, RequestMethod.GET})
    EvaluationDatasetAnswers.DatasetList search(Caller caller, Fields fields) {
        int size = fields.whole("max_results", 0) == 0 ? PAGE : Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<String> ids = fields.texts("experiment_ids");
        List<EvaluationDataset> found = datasets.search(
                caller,
                ids.isEmpty() ? null : visible(caller, ids),
                fields.text("filter_string", ""),
                fields.texts("order_by"),
                offset,
                size + 1);
        return new EvaluationDatasetAnswers.DatasetList(
                found.stream().limit(size).map(EvaluationDatasetAnswers::of).toList(),
                found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    @Needs(Permission.TRACKING_WRITE)
    @PatchMapping("/datasets/{dataset}/tags")
    Answers.Empty setTags(Caller caller, @PathVariable String dataset, Fields fields) {
        fields.required("tags");
        datasets.setTags(caller, dataset, tags(fields));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/datasets/{dataset}/tags/{key}")
    Answers.Empty deleteTag(Caller caller, @PathVariable String dataset, @PathVariable String key) {
        datasets.deleteTag(caller, dataset, key);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/datasets/{dataset}/experiment-ids")
    EvaluationDatasetAnswers.ExperimentIds experimentIds(Caller caller, @PathVariable String dataset) {
        return new EvaluationDatasetAnswers.ExperimentIds(
                EvaluationDatasetAnswers.experimentIds(datasets.get(caller, dataset)));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/datasets/{dataset}/add-experiments")
    EvaluationDatasetAnswers.DatasetAnswer addTo(Caller caller, @PathVariable String dataset, Fields fields) {
        datasets.get(caller, dataset);
        return answer(datasets.addTo(caller, dataset, experiments(caller, fields)));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/datasets/{dataset}/remove-experiments")
    EvaluationDatasetAnswers.DatasetAnswer removeFrom(Caller caller, @PathVariable String dataset, Fields fields) {
        List<Experiment> named = visible(caller, fields.texts("experiment_ids"));
        return answer(datasets.removeFrom(
                caller, dataset, named.stream().map(Experiment::id).toList()));
    }

    /// Those that the request names.
    ///
    /// @throws MlflowError where there is one that the caller may not see
    private List<Experiment> experiments(Caller caller, Fields fields) {
        List<String> ids = fields.texts("experiment_ids");
        Checks.count("experiment_ids", ids.size(), EXPERIMENTS_MOST);
        return ids.stream()
                .distinct()
                .map(id -> Lookup.experiment(experiments, caller, id))
                .toList();
    }

    private List<Experiment> visible(Caller caller, List<String> ids) {
        Checks.count("experiment_ids", ids.size(), EXPERIMENTS_MOST);
        return Lookup.visible(experiments, caller, ids);
    }

    /// An object as JSON within a text; what is no text in it becomes one.
    private static Map<String, String> tags(Fields fields) {
        String json = fields.text("tags", "");
        Map<String, String> tags = new LinkedHashMap<>();
        if (json.isEmpty()) {
            return tags;
        }
        JsonNode object;
        try {
            object = Json.MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw MlflowError.invalid("tags", json, "it must be an object as JSON");
        }
        if (!object.isObject()) {
            throw MlflowError.invalid("tags", json, "it must be an object as JSON");
        }
        for (String key : object.propertyNames()) {
            JsonNode value = object.path(key);
            String text = value.isString() ? value.stringValue() : value.toString();
            if (text.indexOf('\0') >= 0 || key.indexOf('\0') >= 0) {
                throw MlflowError.invalid("tags", "", "it must hold no NUL character");
            }
            if (!value.isNull()) {
                tags.put(key, text);
            }
        }
        return tags;
    }

    private static EvaluationDatasetAnswers.DatasetAnswer answer(EvaluationDataset dataset) {
        return new EvaluationDatasetAnswers.DatasetAnswer(EvaluationDatasetAnswers.of(dataset));
    }
}
