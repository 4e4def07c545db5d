package org.dure.server.tracking.mlflow.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Locations;
import org.dure.server.tracking.run.RunInput;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The records of MLflow's answers about runs.
final class RunAnswers {

    private RunAnswers() {}

    record RunAnswer(RunBody run) {}

    record RunList(List<JsonNode> runs, @Nullable String nextPageToken) {}

    record MetricList(List<MetricBody> metrics) {}

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

    record RunData(List<MetricBody> metrics, List<Answers.Tag> params, List<Answers.Tag> tags) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MetricBody(
            String key,
            double value,
            long timestamp,
            long step,
            @Nullable String runId) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record RunInputs(List<DatasetInput> datasetInputs, List<ModelInput> modelInputs) {}

    record ModelInput(String modelId) {}

    record RunOutputs(List<ModelOutput> modelOutputs) {}

    record ModelOutput(String modelId, long step) {}

    record DatasetInput(List<Answers.Tag> tags, Dataset dataset) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Dataset(
            String name,
            String digest,
            String sourceType,
            String source,
            @Nullable String schema,
            @Nullable String profile) {}

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
                Answers.stage(run.deleted()));
    }

    /// @param models the ids of the logged models that it read
    static RunBody of(Run run, List<RunInput> inputs, List<String> models, Map<String, Long> outputs) {
        return new RunBody(
                info(run),
                new RunData(
                        run.metrics().entrySet().stream()
                                .map(entry -> of(entry.getKey(), entry.getValue()))
                                .toList(),
                        Answers.pairs(run.params()),
                        Answers.pairs(run.tags())),
                new RunInputs(
                        inputs.stream().map(RunAnswers::of).toList(),
                        models.stream().map(ModelInput::new).toList()),
                new RunOutputs(outputs.entrySet().stream()
                        .map(entry -> new ModelOutput(entry.getKey(), entry.getValue()))
                        .toList()));
    }

    static MetricBody of(String key, Metric metric) {
        return new MetricBody(key, metric.value(), metric.ms(), metric.step(), null);
    }

    private static DatasetInput of(RunInput input) {
        return new DatasetInput(
                Answers.pairs(input.tags()),
                new Dataset(
                        input.name(),
                        input.digest(),
                        input.sourceType(),
                        input.source(),
                        input.schema(),
                        input.profile()));
    }
}
