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
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.RunStatus;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.dure.server.tracking.run.LogService;
import org.dure.server.tracking.run.RunPage;
import org.dure.server.tracking.run.RunService;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/// Runs on MLflow's wire: made, found, ended, deleted.
@MlflowWire
class RunWire {

    private static final int PAGE = 1_000;
    private static final int PAGE_MOST = 50_000;
    private static final String NAME_TAG = "mlflow.runName";

    private final RunService runs;
    private final LogService log;
    private final ExperimentService experiments;
    private final RunJson json;

    RunWire(RunService runs, LogService log, ExperimentService experiments, RunJson json) {
        this.runs = runs;
        this.log = log;
        this.experiments = experiments;
        this.json = json;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/create")
    RunAnswers.RunAnswer create(Caller caller, Fields fields) {
        Map<String, String> tags = LogWire.tags(fields);
        String name = fields.text("run_name", "");
        String tagged = tags.getOrDefault(NAME_TAG, "");
        if (!name.isEmpty() && !tagged.isEmpty() && !name.equals(tagged)) {
            throw MlflowError.invalid("Both 'run_name' argument and 'mlflow.runName' tag are specified, but with"
                    + " different values (run_name='" + name + "', mlflow.runName='" + tagged + "').");
        }
        Experiment experiment = Lookup.experiment(experiments, caller, fields.text("experiment_id", "0"));
        return answer(runs.create(caller, experiment, name, fields.text("user_id"), fields.whole("start_time"), tags));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/get")
    RunAnswers.RunAnswer get(Caller caller, Fields fields) {
        return answer(Lookup.run(runs, caller, fields.runId()));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/update")
    RunAnswers.RunInfoAnswer update(Caller caller, Fields fields) {
        String id = fields.runId();
        Lookup.run(runs, caller, id);
        String status = fields.choice("status", 1, List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"));
        return new RunAnswers.RunInfoAnswer(RunAnswers.info(runs.update(
                caller,
                id,
                status == null ? null : RunStatus.of(status),
                fields.whole("end_time"),
                fields.text("run_name"))));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/delete")
    Answers.Empty delete(Caller caller, Fields fields) {
        runs.delete(caller, Lookup.run(runs, caller, fields.required("run_id")).id());
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/restore")
    Answers.Empty restore(Caller caller, Fields fields) {
        runs.restore(caller, Lookup.run(runs, caller, fields.required("run_id")).id());
        return new Answers.Empty();
    }

    /// Experiments that the caller may not see hold no runs for them.
    @Needs(Permission.TRACKING_READ)
    @PostMapping("/runs/search")
    void search(Caller caller, Fields fields, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RunPage page = page(caller, fields);
        List<PackedJson> pieces = json.of(page.runs());
        String next = PageToken.ofKeyset(page.next());
        String end = next == null ? "]}" : "],\"next_page_token\":\"" + next + "\"}";
        JsonAnswer.write(request, response, "{\"runs\":[", pieces, end);
    }

    /// As `search`, for those who pick fields of it.
    RunAnswers.RunList found(Caller caller, Fields fields) {
        RunPage page = page(caller, fields);
        return new RunAnswers.RunList(
                json.of(page.runs()).stream()
                        .map(piece -> Json.MAPPER.readTree(piece.json()))
                        .toList(),
                PageToken.ofKeyset(page.next()));
    }

    private RunPage page(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        String token = fields.text("page_token");
        return search(caller, fields, PageToken.keyset(token), size, token);
    }

    private RunPage search(
            Caller caller, Fields fields, List<@Nullable Object> after, int size, @Nullable String token) {
        List<Experiment> within = Lookup.visible(experiments, caller, fields.texts("experiment_ids"));
        try {
            return runs.search(
                    within,
                    Lookup.view(fields, "run_view_type"),
                    fields.text("filter", ""),
                    fields.texts("order_by"),
                    after,
                    size);
        } catch (IllegalArgumentException | BadSqlGrammarException | DataIntegrityViolationException otherOrder) {
            throw token == null ? otherOrder : PageToken.unknown(token);
        }
    }

    RunAnswers.RunAnswer answer(Run run) {
        return new RunAnswers.RunAnswer(RunAnswers.of(
                run,
                log.inputs(List.of(run)).getOrDefault(run.id(), List.of()),
                log.modelInputs(List.of(run)).getOrDefault(run.id(), List.of()),
                log.outputs(List.of(run)).getOrDefault(run.id(), Map.of())));
    }
}
