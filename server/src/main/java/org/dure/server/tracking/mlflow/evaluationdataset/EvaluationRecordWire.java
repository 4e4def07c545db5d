package org.dure.server.tracking.mlflow.evaluationdataset;

import java.util.List;
import org.dure.base.Json;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.evaluationdataset.EvaluationRecord;
import org.dure.server.tracking.evaluationdataset.EvaluationRecordService;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The records of evaluation data sets on MLflow's wire, where they travel as JSON within a text.
@MlflowWire
class EvaluationRecordWire {

    private static final int PAGE = 1_000;

    private final EvaluationRecordService records;

    EvaluationRecordWire(EvaluationRecordService records) {
        this.records = records;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/datasets/{dataset}/records")
    EvaluationDatasetAnswers.Upserted upsert(Caller caller, @PathVariable String dataset, Fields fields) {
        EvaluationRecordService.Upserted done =
                records.upsert(caller, dataset, EvaluationRecordService.read(fields.required("records")));
        return new EvaluationDatasetAnswers.Upserted(done.inserted(), done.updated());
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/datasets/{dataset}/records")
    EvaluationDatasetAnswers.RecordList list(Caller caller, @PathVariable String dataset, Fields fields) {
        int size = fields.whole("max_results", 0) == 0 ? PAGE : Checks.maxResults(fields, PAGE, PAGE);
        long after = PageToken.offset(fields.text("page_token"));
        List<EvaluationRecord> found = records.list(caller, dataset, after, size + 1);
        ArrayNode list = Json.MAPPER.createArrayNode();
        found.stream().limit(size).forEach(record -> list.add(body(record)));
        return new EvaluationDatasetAnswers.RecordList(
                list.toString(),
                found.size() > size ? PageToken.ofOffset(found.get(size - 1).number()) : null);
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/datasets/{dataset}/records")
    EvaluationDatasetAnswers.Deleted delete(Caller caller, @PathVariable String dataset, Fields fields) {
        List<String> ids = fields.texts("dataset_record_ids");
        Checks.count("dataset_record_ids", ids.size(), EvaluationRecordService.REQUEST_MOST);
        return new EvaluationDatasetAnswers.Deleted(records.delete(caller, dataset, ids));
    }

    private static ObjectNode body(EvaluationRecord record) {
        ObjectNode body = record.body().deepCopy();
        body.put("dataset_record_id", record.id());
        body.put("dataset_id", record.datasetId());
        body.put("created_time", record.createdMs());
        body.put("last_update_time", record.updatedMs());
        return body;
    }
}
