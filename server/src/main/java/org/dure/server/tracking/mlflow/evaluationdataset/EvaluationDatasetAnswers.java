package org.dure.server.tracking.mlflow.evaluationdataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.dure.base.Json;
import org.dure.server.tracking.evaluationdataset.EvaluationDataset;
import org.jspecify.annotations.Nullable;

/// The records of MLflow's answers about evaluation data sets. Tags, schema and profile travel as JSON within texts.
final class EvaluationDatasetAnswers {

    private EvaluationDatasetAnswers() {}

    record DatasetAnswer(DatasetBody dataset) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DatasetList(List<DatasetBody> datasets, @Nullable String nextPageToken) {}

    record ExperimentIds(List<String> experimentIds) {}

    record Upserted(int insertedCount, int updatedCount) {}

    record Deleted(int deletedCount) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RecordList(String records, @Nullable String nextPageToken) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DatasetBody(
            String datasetId,
            String name,
            String tags,
            @Nullable String schema,
            @Nullable String profile,
            String digest,
            long createdTime,
            long lastUpdateTime,
            @Nullable String createdBy,
            @Nullable String lastUpdatedBy,
            List<String> experimentIds) {}

    static DatasetBody of(EvaluationDataset dataset) {
        return new DatasetBody(
                dataset.id(),
                dataset.name(),
                Json.MAPPER.writeValueAsString(dataset.tags()),
                dataset.schema(),
                dataset.records() == 0 ? null : "{\"num_records\": " + dataset.records() + "}",
                dataset.digest(),
                dataset.createdMs(),
                dataset.updatedMs(),
                dataset.createdBy(),
                dataset.updatedBy(),
                experimentIds(dataset));
    }

    static List<String> experimentIds(EvaluationDataset dataset) {
        return dataset.experimentIds().stream().map(String::valueOf).toList();
    }
}
