package org.dure.server.tracking.mlflow.run;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dure.base.Json;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.RunStatus;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.metric.Batch;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.run.LogService;
import org.dure.server.tracking.run.RunService;
import org.springframework.web.bind.annotation.PostMapping;

/// One try of a prompt, kept as a run: the prompt as parameters, what came of it as a table among the artifacts. MLflow
/// adds a model that asks its own gateway; there is none here, and no model.
@MlflowWire
class PromptlabWire {

    private static final String TABLE = "eval_results_table.json";
    private static final List<String> REQUIRED = List.of(
            "experiment_id", "prompt_template", "prompt_parameters", "model_route", "model_input", "mlflow_version");

    private record Table(List<String> columns, List<List<String>> data) {}

    private final RunService runs;
    private final LogService log;
    private final ExperimentService experiments;
    private final ArtifactService artifacts;
    private final RunWire answers;

    PromptlabWire(
            RunService runs,
            LogService log,
            ExperimentService experiments,
            ArtifactService artifacts,
            RunWire answers) {
        this.runs = runs;
        this.log = log;
        this.experiments = experiments;
        this.artifacts = artifacts;
        this.answers = answers;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/create-promptlab-run")
    RunAnswers.RunAnswer create(Caller caller, Fields fields) throws IOException {
        REQUIRED.forEach(name -> {
            if (fields.tree(name).isEmpty() && fields.tree(name).asString("").isEmpty()) {
                throw MlflowError.invalid("CreatePromptlabRun request must specify " + name + ".");
            }
        });
        Experiment experiment = Lookup.experiment(experiments, caller, fields.required("experiment_id"));
        Map<String, String> params = new HashMap<>(fields.pairs("model_parameters"));
        params.put("model_route", fields.required("model_route"));
        params.put("prompt_template", Checks.cut(fields.required("prompt_template"), Checks.PARAM_MOST));
        Checks.count("params", params.size(), Checks.PARAMS_MOST);
        params.keySet().forEach(key -> Checks.key("Param key", "model_parameters", key));
        Map<String, String> tags = new HashMap<>(LogWire.tags(fields));
        tags.put("mlflow.loggedArtifacts", "[{\"path\": \"" + TABLE + "\", \"type\": \"table\"}]");
        tags.put("mlflow.runSourceType", "PROMPT_ENGINEERING");
        byte[] table = Json.MAPPER.writeValueAsBytes(table(fields));
        Run run = runs.create(
                caller,
                experiment,
                fields.text("run_name", ""),
                fields.text("user_id"),
                fields.whole("start_time"),
                tags);
        log.log(caller, run.id(), new Batch(), params, Map.of());
        artifacts.put(caller, run.id(), TABLE, new ByteArrayInputStream(table));
        return answers.answer(runs.update(caller, run.id(), RunStatus.FINISHED, null, null));
    }

    /// One row: the prompt's parameters, what was sent, what came back, and what was told of it.
    private static Table table(Fields fields) {
        Map<String, String> sent = fields.pairs("prompt_parameters");
        Map<String, String> told = fields.pairs("model_output_parameters");
        return new Table(
                Stream.of(sent.keySet().stream(), Stream.of("prompt", "output"), told.keySet().stream())
                        .flatMap(each -> each)
                        .toList(),
                List.of(Stream.of(
                                sent.values().stream(),
                                Stream.of(fields.required("model_input"), fields.text("model_output", "")),
                                told.values().stream())
                        .flatMap(each -> each)
                        .toList()));
    }
}
