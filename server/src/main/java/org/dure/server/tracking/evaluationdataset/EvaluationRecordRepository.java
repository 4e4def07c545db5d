package org.dure.server.tracking.evaluationdataset;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/// All SQL over the records of evaluation data sets.
@Repository
class EvaluationRecordRepository {

    private static final RowMapper<EvaluationRecord> RECORD = (row, number) -> new EvaluationRecord(
            row.getLong("number"),
            row.getString("id"),
            row.getString("dataset_id"),
            row.getString("inputs_sha256"),
            (ObjectNode) Json.MAPPER.readTree(row.getString("body")),
            row.getLong("created_ms"),
            row.getLong("updated_ms"));

    private final JdbcClient jdbc;

    EvaluationRecordRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Makes them, or changes those whose inputs are there already.
    void put(String datasetId, List<EvaluationRecord> records) {
        jdbc.sql("""
                        insert into tracking.evaluation_record (id, dataset_id, inputs_sha256, body, created_ms, updated_ms)
                        select * from unnest(cast(:ids as text[]), cast(:datasets as text[]), cast(:inputs as text[]),
                            cast(:bodies as text[]), cast(:created as bigint[]), cast(:updated as bigint[]))
                        on conflict (dataset_id, inputs_sha256) do update
                        set body = excluded.body, updated_ms = excluded.updated_ms
                        """)
                .param("ids", records.stream().map(EvaluationRecord::id).toArray(String[]::new))
                .param("datasets", records.stream().map(each -> datasetId).toArray(String[]::new))
                .param(
                        "inputs",
                        records.stream().map(EvaluationRecord::inputsSha256).toArray(String[]::new))
                .param(
                        "bodies",
                        records.stream().map(each -> each.body().toString()).toArray(String[]::new))
                .param(
                        "created",
                        records.stream().map(EvaluationRecord::createdMs).toArray(Long[]::new))
                .param(
                        "updated",
                        records.stream().map(EvaluationRecord::updatedMs).toArray(Long[]::new))
                .update();
    }

    /// Those with these inputs, by the sha256 of the inputs.
    Map<String, EvaluationRecord> findByInputs(String datasetId, Collection<String> inputsSha256) {
        Map<String, EvaluationRecord> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select * from tracking.evaluation_record where dataset_id = :dataset_id
                            and inputs_sha256 = any(cast(:inputs as text[]))
                        """)
                .param("dataset_id", datasetId)
                .param("inputs", inputsSha256.toArray(String[]::new))
                .query(RECORD)
                .list()
                .forEach(record -> found.put(record.inputsSha256(), record));
        return found;
    }

    /// In the order in which they came.
    ///
    /// @param after the number of the last one before
    List<EvaluationRecord> list(String datasetId, long after, int limit) {
        return jdbc.sql("""
                        select * from tracking.evaluation_record where dataset_id = :dataset_id and number > :after
                        order by number limit :limit
                        """)
                .param("dataset_id", datasetId)
                .param("after", after)
                .param("limit", limit)
                .query(RECORD)
                .list();
    }

    long count(String datasetId) {
        return jdbc.sql("select count(*) from tracking.evaluation_record where dataset_id = :dataset_id")
                .param("dataset_id", datasetId)
                .query(Long.class)
                .single();
    }

    /// @return how many there were
    int delete(String datasetId, Collection<String> ids) {
        return jdbc.sql("""
                        delete from tracking.evaluation_record where dataset_id = :dataset_id
                            and id = any(cast(:ids as text[]))
                        """)
                .param("dataset_id", datasetId)
                .param("ids", ids.toArray(String[]::new))
                .update();
    }
}
