package org.dure.server.tracking.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.loggedmodel.LoggedModel;
import org.dure.server.tracking.loggedmodel.ModelMetric;
import org.dure.server.tracking.run.RunInput;
import org.jspecify.annotations.Nullable;

/// The records of MLflow's answers, in snake_case; what is null is left out. Ids of experiments are strings there.
final class Answers {

    private Answers() {}

    /// An answer that says nothing more.
    record Empty() {}

    record Tag(String key, String value) {}

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
            List<Tag> tags) {}

    record RunAnswer(RunBody run) {}

    record RunInfoAnswer(RunInfo runInfo) {}

    record RunBody(RunInfo info, RunData data, RunInputs inputs, RunOutputs outputs) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunInfo(
            String runUuid,
            String runId,
            String runName,
            String experimentId,
            String userId,
            String status,
            long startTime,
            @Nullable Long endTime,
            String artifactUri,
            String lifecycleStage) {}

    record RunData(List<MetricBody> metrics, List<Tag> params, List<Tag> tags) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MetricBody(
            String key,
            double value,
            long timestamp,
            long step,
            @Nullable String runId) {}

    record RunInputs(List<DatasetInput> datasetInputs) {}

    record RunOutputs(List<ModelOutput> modelOutputs) {}

    record ModelOutput(String modelId, long step) {}

    record DatasetInput(List<Tag> tags, Dataset dataset) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Dataset(
            String name,
            String digest,
            String sourceType,
            String source,
            @Nullable String schema,
            @Nullable String profile) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FileBody(String path, boolean isDir, @Nullable Long fileSize) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FileList(@Nullable String rootUri, List<FileBody> files) {}

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
            List<Tag> tags) {}

    record ModelData(List<Tag> params, List<ModelMetricBody> metrics) {}

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

    record DatasetSummaryList(List<DatasetSummaryBody> datasetSummaries) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record DatasetSummaryBody(String experimentId, String name, String digest, String context) {}

    /// @param name by which the caller finds it
    static ExperimentBody of(Experiment experiment, String name) {
        return new ExperimentBody(
                String.valueOf(experiment.id()),
                name,
                Locations.of(experiment),
                stage(experiment.deleted()),
                experiment.updatedMs(),
                experiment.createdMs(),
                pairs(experiment.tags()));
    }

    static RunInfo info(Run run) {
        Instant ended = run.endedAt();
        return new RunInfo(
                run.id(),
                run.id(),
                run.name(),
                String.valueOf(run.experimentId()),
                run.userName(),
                run.status(),
                run.startedAt().toEpochMilli(),
                ended == null ? null : ended.toEpochMilli(),
                Locations.of(run),
                stage(run.deleted()));
    }

    static RunBody of(Run run, List<RunInput> inputs, Map<String, Long> outputs) {
        return new RunBody(
                info(run),
                new RunData(
                        run.metrics().entrySet().stream()
                                .map(entry -> of(entry.getKey(), entry.getValue()))
                                .toList(),
                        pairs(run.params()),
                        pairs(run.tags())),
                new RunInputs(inputs.stream().map(Answers::of).toList()),
                new RunOutputs(outputs.entrySet().stream()
                        .map(entry -> new ModelOutput(entry.getKey(), entry.getValue()))
                        .toList()));
    }

    static MetricBody of(String key, Metric metric) {
        return new MetricBody(key, metric.value(), metric.ms(), metric.step(), null);
    }

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
                        pairs(model.tags())),
                new ModelData(
                        pairs(model.params()),
                        model.metrics().stream().map(Answers::of).toList()));
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

    private static DatasetInput of(RunInput input) {
        return new DatasetInput(
                pairs(input.tags()),
                new Dataset(
                        input.name(),
                        input.digest(),
                        input.sourceType(),
                        input.source(),
                        input.schema(),
                        input.profile()));
    }

    static List<Tag> pairs(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(entry -> new Tag(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String stage(boolean deleted) {
        return deleted ? "deleted" : "active";
    }
}
