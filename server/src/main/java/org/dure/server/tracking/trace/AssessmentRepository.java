package org.dure.server.tracking.trace;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.dure.base.Json;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/// All SQL over assessments.
@Repository
class AssessmentRepository {

    private static final RowMapper<Assessment> ASSESSMENT = (row, number) -> new Assessment(
            row.getString("id"),
            row.getString("trace_id"),
            (ObjectNode) Json.MAPPER.readTree(row.getString("body")),
            row.getString("overrides"),
            row.getBoolean("valid"),
            row.getLong("created_ms"),
            row.getLong("updated_ms"));

    private final JdbcClient jdbc;

    AssessmentRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Makes it, or changes the one of that id.
    void put(Assessment assessment) {
        jdbc.sql("""
                        insert into tracking.assessment (id, trace_id, body, overrides, valid, created_ms, updated_ms)
                        values (:id, :trace_id, :body, :overrides, :valid, :created_ms, :updated_ms)
                        on conflict (id) do update set body = excluded.body, valid = excluded.valid,
                            updated_ms = excluded.updated_ms
                        """)
                .param("id", assessment.id())
                .param("trace_id", assessment.traceId())
                .param("body", assessment.body().toString())
                .param("overrides", assessment.overrides())
                .param("valid", assessment.valid())
                .param("created_ms", assessment.createdMs())
                .param("updated_ms", assessment.updatedMs())
                .update();
    }

    /// @return whether there is such a one
    boolean setValid(String traceId, String id, boolean valid) {
        return jdbc.sql("update tracking.assessment set valid = :valid where id = :id and trace_id = :trace_id")
                        .param("valid", valid)
                        .param("id", id)
                        .param("trace_id", traceId)
                        .update()
                > 0;
    }

    int count(String traceId) {
        return jdbc.sql("select count(*) from tracking.assessment where trace_id = :trace_id")
                .param("trace_id", traceId)
                .query(Integer.class)
                .single();
    }

    Optional<Assessment> find(String traceId, String id) {
        return jdbc.sql("select * from tracking.assessment where id = :id and trace_id = :trace_id")
                .param("id", id)
                .param("trace_id", traceId)
                .query(ASSESSMENT)
                .optional();
    }

    /// The oldest first.
    List<Assessment> of(Collection<String> traceIds) {
        return jdbc.sql("""
                        select * from tracking.assessment where trace_id = any(cast(:ids as text[]))
                        order by trace_id, created_ms, id
                        """)
                .param("ids", traceIds.toArray(String[]::new))
                .query(ASSESSMENT)
                .list();
    }

    void delete(String id) {
        jdbc.sql("delete from tracking.assessment where id = :id")
                .param("id", id)
                .update();
    }
}
