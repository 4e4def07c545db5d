package org.dure.server.tracking.mlflow.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Locations;
import org.jspecify.annotations.Nullable;

/// The records of MLflow's answers about experiments. Ids of experiments are strings there.
final class ExperimentAnswers {

    private ExperimentAnswers() {}

    record ExperimentAnswer(ExperimentBody experiment) {}

    record ExperimentId(String experimentId) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExperimentList(
            List<ExperimentBody> experiments, @Nullable String nextPageToken) {}

    record ExperimentBody(
            String experimentId,
            String name,
            String artifactLocation,
            String lifecycleStage,
            long lastUpdateTime,
            long creationTime,
            List<Answers.Tag> tags) {}

    record DatasetSummaryList(List<DatasetSummaryBody> datasetSummaries) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record DatasetSummaryBody(String experimentId, String name, String digest, String context) {}

    /// @param name by which the caller finds it
    static ExperimentBody of(Experiment experiment, String name) {
        return new ExperimentBody(
                String.valueOf(experiment.id()),
                name,
                Locations.of(experiment),
                Answers.stage(experiment.deleted()),
                experiment.updatedMs(),
                experiment.createdMs(),
                Answers.pairs(experiment.tags()));
    }
}
