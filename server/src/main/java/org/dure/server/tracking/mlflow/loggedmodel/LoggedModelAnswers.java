package org.dure.server.tracking.mlflow.loggedmodel;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.dure.server.tracking.loggedmodel.LoggedModel;
import org.dure.server.tracking.loggedmodel.ModelMetric;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Locations;
import org.jspecify.annotations.Nullable;

/// The records of MLflow's answers about logged models.
final class LoggedModelAnswers {

    private LoggedModelAnswers() {}

    record ModelAnswer(ModelBody model) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ModelList(List<ModelBody> models, @Nullable String nextPageToken) {}

    record ModelBody(ModelInfo info, ModelData data) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ModelInfo(
            String modelId,
            String experimentId,
            String name,
            long creationTimestampMs,
            long lastUpdatedTimestampMs,
            String artifactUri,
            String status,
            @Nullable String modelType,
            @Nullable String sourceRunId,
            List<Answers.Tag> tags) {}

    record ModelData(List<Answers.Tag> params, List<ModelMetricBody> metrics) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ModelMetricBody(
            String key,
            double value,
            long timestamp,
            long step,
            String modelId,
            String runId,
            @Nullable String datasetName,
            @Nullable String datasetDigest) {}

    static ModelBody of(LoggedModel model) {
        return new ModelBody(
                new ModelInfo(
                        model.id(),
                        String.valueOf(model.experimentId()),
                        model.name(),
                        model.createdMs(),
                        model.updatedMs(),
                        Locations.of(model),
                        model.status(),
                        model.modelType(),
                        model.sourceRunId(),
                        Answers.pairs(model.tags())),
                new ModelData(
                        Answers.pairs(model.params()),
                        model.metrics().stream().map(LoggedModelAnswers::of).toList()));
    }

    private static ModelMetricBody of(ModelMetric point) {
        return new ModelMetricBody(
                point.key(),
                point.metric().value(),
                point.metric().ms(),
                point.metric().step(),
                point.modelId(),
                point.runId(),
                point.datasetName().isEmpty() ? null : point.datasetName(),
                point.datasetDigest().isEmpty() ? null : point.datasetDigest());
    }
}
