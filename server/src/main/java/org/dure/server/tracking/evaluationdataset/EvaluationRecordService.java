package org.dure.server.tracking.evaluationdataset;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The records of evaluation data sets, by the rules of MLflow's server: what has the same inputs is the same record.
@Service
public class EvaluationRecordService {

    /// Records of one request.
    public static final int REQUEST_MOST = 10_000;

    private static final int OF_DATASET_MOST = 100_000;
    private static final int BODY_MOST = 1_000_000;

    /// How many records were new and how many were there already.
    public record Upserted(int inserted, int updated) {}

    private final EvaluationRecordRepository records;
    private final EvaluationDatasetService datasets;
    private final Clock clock;

    EvaluationRecordService(EvaluationRecordRepository records, EvaluationDatasetService datasets, Clock clock) {
        this.records = records;
        this.datasets = datasets;
        this.clock = clock;
    }

    /// All or nothing. What is told of a record that is there is put into it: outputs are replaced, expectations and
    /// tags added.
    ///
    /// @param told objects with `inputs` and, where they have them, `outputs`, `expectations`, `tags` and `source`
    /// @throws UserError.Invalid where one is too large or holds what it must not, or there are too many
    @Transactional
    public Upserted upsert(Caller caller, String datasetId, List<ObjectNode> told) {
        EvaluationDataset dataset = datasets.locked(caller, datasetId);
        if (told.size() > REQUEST_MOST) {
            throw new UserError.Invalid("records", "A request holds at most " + REQUEST_MOST + " records.");
        }
        Map<String, List<ObjectNode>> byInputs = new LinkedHashMap<>();
        for (ObjectNode each : told) {
            RecordBody.check(each);
            byInputs.computeIfAbsent(RecordBody.sha256OfInputs(each), inputs -> new ArrayList<>())
                    .add(each);
        }
        Map<String, EvaluationRecord> before = records.findByInputs(datasetId, byInputs.keySet());
        long now = clock.millis();
        List<EvaluationRecord> after = new ArrayList<>();
        byInputs.forEach((inputs, all) -> after.add(merged(datasetId, inputs, all, before.get(inputs), now)));
        records.put(datasetId, after);
        if (records.count(datasetId) > OF_DATASET_MOST) {
            throw new UserError.Invalid(
                    "records", "An evaluation dataset holds at most " + OF_DATASET_MOST + " records.");
        }
        datasets.changed(dataset, RecordSchema.with(dataset.schema(), told), RecordBody.lastUser(told));
        int inserted = byInputs.size() - before.size();
        return new Upserted(inserted, told.size() - inserted);
    }

    private static EvaluationRecord merged(
            String datasetId, String inputs, List<ObjectNode> told, @Nullable EvaluationRecord before, long nowMs) {
        ObjectNode body =
                before == null ? RecordBody.of(told.getFirst()) : before.body().deepCopy();
        told.subList(before == null ? 1 : 0, told.size()).forEach(each -> RecordBody.merge(body, each));
        if (body.toString().length() > BODY_MOST) {
            throw new UserError.Invalid("records", "A record has at most " + BODY_MOST + " characters as JSON.");
        }
        return new EvaluationRecord(
                0,
                before == null ? "dr-" + UUID.randomUUID().toString().replace("-", "") : before.id(),
                datasetId,
                inputs,
                body,
                before == null ? nowMs : before.createdMs(),
                nowMs);
    }

    /// In the order in which they came.
    ///
    /// @param after the number of the last record before; 0 for the first page
    public List<EvaluationRecord> list(Caller caller, String datasetId, long after, int limit) {
        datasets.get(caller, datasetId);
        return records.list(datasetId, after, limit);
    }

    /// Records that are not there are passed over.
    ///
    /// @return how many there were
    @Transactional
    public int delete(Caller caller, String datasetId, Collection<String> ids) {
        EvaluationDataset dataset = datasets.locked(caller, datasetId);
        int deleted = records.delete(datasetId, ids);
        if (deleted > 0) {
            datasets.changed(dataset, dataset.schema(), null);
        }
        return deleted;
    }

    /// The objects of a list that came as JSON text.
    ///
    /// @throws UserError.Invalid where it is none
    public static List<ObjectNode> read(String json) {
        JsonNode list;
        try {
            list = Json.MAPPER.readTree(json);
        } catch (tools.jackson.core.JacksonException e) {
            list = null;
        }
        if (list == null || !list.isArray()) {
            throw new UserError.Invalid("records", "it must be a list of records as JSON");
        }
        List<ObjectNode> read = new ArrayList<>();
        for (JsonNode each : list) {
            if (!(each instanceof ObjectNode object)) {
                throw new UserError.Invalid("records", "Each record must be a dictionary");
            }
            read.add(object);
        }
        return read;
    }
}
