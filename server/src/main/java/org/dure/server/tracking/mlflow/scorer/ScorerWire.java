package org.dure.server.tracking.mlflow.scorer;

import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.View;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.scorer.ScorerService;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/// Scorers on MLflow's wire.
@MlflowWire
class ScorerWire {

    private static final int EXPERIMENTS_MOST = 1_000;

    private final ScorerService scorers;
    private final ExperimentService experiments;

    ScorerWire(ScorerService scorers, ExperimentService experiments) {
        this.scorers = scorers;
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/scorers/register")
    ScorerAnswers.Registered register(Caller caller, Fields fields) {
        Experiment experiment = experiment(caller, fields);
        return ScorerAnswers.registered(
                scorers.register(caller, experiment, fields.required("name"), fields.required("serialized_scorer")));
    }

    /// Of one experiment, of several, or of all that are not deleted.
    @Needs(Permission.TRACKING_READ)
    @GetMapping("/scorers/list")
    ScorerAnswers.ScorerList list(Caller caller, Fields fields) {
        boolean ofOne = !fields.text("experiment_id", "").isEmpty();
        List<String> ids = fields.texts("experiment_ids");
        if (ofOne && fields.has("experiment_ids")) {
            throw MlflowError.invalid("Cannot specify both 'experiment_id' and 'experiment_ids'.");
        }
        if (ofOne) {
            Experiment experiment = experiment(caller, fields);
            experiment.requireActive();
            return ScorerAnswers.of(scorers.newest(List.of(experiment)));
        }
        Checks.count("experiment_ids", ids.size(), EXPERIMENTS_MOST);
        List<Experiment> within = fields.has("experiment_ids")
                ? Lookup.visible(experiments, caller, ids).stream()
                        .filter(experiment -> !experiment.deleted())
                        .toList()
                : experiments.search(caller, View.ACTIVE_ONLY, "", List.of(), 0, EXPERIMENTS_MOST);
        return ScorerAnswers.of(scorers.newest(within));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/scorers/versions")
    ScorerAnswers.ScorerList versions(Caller caller, Fields fields) {
        return ScorerAnswers.of(scorers.versions(caller, experiment(caller, fields), fields.required("name")));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/scorers/get")
    ScorerAnswers.ScorerAnswer get(Caller caller, Fields fields) {
        return new ScorerAnswers.ScorerAnswer(ScorerAnswers.of(
                scorers.get(caller, experiment(caller, fields), fields.required("name"), fields.whole("version"))));
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/scorers/delete")
    Answers.Empty delete(Caller caller, Fields fields) {
        scorers.delete(caller, experiment(caller, fields), fields.required("name"), fields.whole("version"));
        return new Answers.Empty();
    }

    private Experiment experiment(Caller caller, Fields fields) {
        return Lookup.experiment(experiments, caller, fields.required("experiment_id"));
    }
}
