package org.dure.server.tracking.mlflow.experiment;

import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.run.InputService;
import org.springframework.web.bind.annotation.PostMapping;

/// The data sets that an experiment's runs have read, on MLflow's wire.
@MlflowWire
class DatasetWire {

    private static final int EXPERIMENTS_MOST = 20;

    private final InputService inputs;
    private final ExperimentService experiments;

    DatasetWire(InputService inputs, ExperimentService experiments) {
        this.inputs = inputs;
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/experiments/search-datasets")
    ExperimentAnswers.DatasetSummaryList search(Caller caller, Fields fields) {
        List<String> ids = fields.texts("experiment_ids");
        if (ids.isEmpty()) {
            throw MlflowError.invalid("SearchDatasets request must specify at least one experiment_id.");
        }
        if (ids.size() > EXPERIMENTS_MOST) {
            throw MlflowError.invalid("SearchDatasets request cannot specify more than " + EXPERIMENTS_MOST
                    + " experiment_ids. Received " + ids.size() + " experiment_ids.");
        }
        List<Experiment> within = Lookup.visible(experiments, caller, ids);
        return new ExperimentAnswers.DatasetSummaryList(inputs.summaries(within).stream()
                .map(each -> new ExperimentAnswers.DatasetSummaryBody(
                        String.valueOf(each.experimentId()), each.name(), each.digest(), each.context()))
                .toList());
    }
}
