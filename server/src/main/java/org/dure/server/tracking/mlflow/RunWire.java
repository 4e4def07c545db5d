package org.dure.server.tracking.mlflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.RunStatus;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.run.LogService;
import org.dure.server.tracking.run.RunInput;
import org.dure.server.tracking.run.RunService;
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

    RunWire(RunService runs, LogService log, ExperimentService experiments) {
        this.runs = runs;
        this.log = log;
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/create")
    Answers.RunAnswer create(Caller caller, Fields fields) {
        Map<String, String> tags = LogWire.tags(fields);
        String name = fields.text("run_name", "");
        String tagged = tags.getOrDefault(NAME_TAG, "");
        if (!name.isEmpty() && !tagged.isEmpty() && !name.equals(tagged)) {
            throw MlflowError.invalid("Both 'run_name' argument and 'mlflow.runName' tag are specified, but with"
                    + " different values (run_name='" + name + "', mlflow.runName='" + tagged + "').");
        }
        Experiment experiment = ExperimentWire.find(experiments, caller, fields.text("experiment_id", "0"));
        return answer(runs.create(caller, experiment, name, fields.text("user_id"), fields.whole("start_time"), tags));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/get")
    Answers.RunAnswer get(Caller caller, Fields fields) {
        return answer(find(runs, caller, fields.runId()));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/update")
    Answers.RunInfoAnswer update(Caller caller, Fields fields) {
        String id = fields.runId();
        find(runs, caller, id);
        String status = fields.choice("status", 1, List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"));
        return new Answers.RunInfoAnswer(Answers.info(runs.update(
                caller,
                id,
                status == null ? null : RunStatus.of(status),
                fields.whole("end_time"),
                fields.text("run_name"))));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/delete")
    Answers.Empty delete(Caller caller, Fields fields) {
        runs.delete(caller, find(runs, caller, fields.required("run_id")).id());
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/runs/restore")
    Answers.Empty restore(Caller caller, Fields fields) {
        runs.restore(caller, find(runs, caller, fields.required("run_id")).id());
        return new Answers.Empty();
    }

    /// Experiments that the caller may not see hold no runs for them.
    @Needs(Permission.TRACKING_READ)
    @PostMapping("/runs/search")
    Answers.RunList search(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<Experiment> within = fields.texts("experiment_ids").stream()
                .distinct()
                .map(id -> experiments.find(caller, id))
                .flatMap(Optional::stream)
                .toList();
        List<Run> found = runs.search(
                within,
                ExperimentWire.view(fields, "run_view_type"),
                fields.text("filter", ""),
                fields.texts("order_by"),
                offset,
                size);
        Map<String, List<RunInput>> inputs = log.inputs(found);
        Map<String, Map<String, Long>> outputs = log.outputs(found);
        return new Answers.RunList(
                found.stream()
                        .map(run -> Answers.of(
                                run,
                                inputs.getOrDefault(run.id(), List.of()),
                                outputs.getOrDefault(run.id(), Map.of())))
                        .toList(),
                found.size() == size ? PageToken.ofOffset(offset + size) : null);
    }

    private Answers.RunAnswer answer(Run run) {
        return new Answers.RunAnswer(Answers.of(
                run,
                log.inputs(List.of(run)).getOrDefault(run.id(), List.of()),
                log.outputs(List.of(run)).getOrDefault(run.id(), Map.of())));
    }

    static Run find(RunService runs, Caller caller, String id) {
        return runs.find(caller, id).orElseThrow(() -> absent(id));
    }

    static MlflowError absent(String id) {
        return MlflowError.absent("Run '" + id + "' not found: Run with id=" + id + " not found");
    }
}
