package org.dure.server.serving.correction;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.people.Caller;
import org.dure.server.serving.endpoint.Endpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `serving.acceptance`.
@Repository
class AcceptanceRepository {

    private static final RowMapper<Acceptance> ACCEPTANCE = (row, number) -> {
        return new Acceptance(
                row.getObject("id", UUID.class),
                row.getObject("endpoint_id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getObject("problem_id", UUID.class),
                row.getString("part"),
                Acceptance.State.valueOf(row.getString("state")),
                ReasonColumn.read(row, "reason"),
                row.getObject("accepted_by", UUID.class),
                row.getString("accepted_by_name"),
                row.getObject("dataset_id", UUID.class),
                row.getObject("dataset_version", Integer.class),
                row.getObject("dataset_version_id", UUID.class),
                row.getInt("accepted"),
                row.getInt("rejected"),
                row.getTimestamp("created_at").toInstant(),
                TimeColumn.read(row, "ended_at"));
    };

    private final JdbcClient jdbc;

    AcceptanceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    UUID insert(Caller caller, Endpoint endpoint, UUID problemId, UUID datasetId, String part) {
        UUID id = Ids.next();
        jdbc.sql("""
                        insert into serving.acceptance (id, endpoint_id, project_id, problem_id, part, state,
                                                        accepted_by, accepted_by_name, dataset_id)
                        values (:id, :endpoint_id, :project_id, :problem_id, :part, 'PENDING', :accepted_by,
                                :accepted_by_name, :dataset_id)
                        """)
                .param("id", id)
                .param("endpoint_id", endpoint.id())
                .param("project_id", endpoint.projectId())
                .param("problem_id", problemId)
                .param("part", part)
                .param("accepted_by", caller.id())
                .param("accepted_by_name", caller.name())
                .param("dataset_id", datasetId)
                .update();
        return id;
    }

    Optional<Acceptance> find(UUID id) {
        return jdbc.sql("select * from serving.acceptance where id = :id")
                .param("id", id)
                .query(ACCEPTANCE)
                .optional();
    }

    /// The acceptance, where it is pending and nobody else works on it.
    Optional<Acceptance> claim(UUID id) {
        return jdbc.sql("select * from serving.acceptance where id = :id and state = 'PENDING' for update skip locked")
                .param("id", id)
                .query(ACCEPTANCE)
                .optional();
    }

    List<UUID> pendingSince(Instant before) {
        return jdbc.sql("""
                        select id from serving.acceptance where state = 'PENDING' and created_at < :before
                        order by created_at limit 100
                        """)
                .param("before", Timestamp.from(before))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /// The newest first.
    List<Acceptance> ofEndpoint(UUID endpointId, @Nullable UUID before, int limit) {
        return jdbc.sql("""
                        select * from serving.acceptance
                        where endpoint_id = :endpoint_id and (cast(:before as uuid) is null or id < :before)
                        order by id desc limit :limit
                        """)
                .param("endpoint_id", endpointId)
                .param("before", before)
                .param("limit", limit)
                .query(ACCEPTANCE)
                .list();
    }

    void setDone(
            UUID id, @Nullable Integer datasetVersion, @Nullable UUID datasetVersionId, int accepted, int rejected) {
        jdbc.sql("""
                        update serving.acceptance
                        set state = 'DONE', dataset_version = :dataset_version, dataset_version_id = :dataset_version_id,
                            accepted = :accepted, rejected = :rejected, ended_at = now()
                        where id = :id
                        """)
                .param("dataset_version", datasetVersion)
                .param("dataset_version_id", datasetVersionId)
                .param("accepted", accepted)
                .param("rejected", rejected)
                .param("id", id)
                .update();
    }

    void setFailed(UUID id, Reason reason) {
        jdbc.sql(
                        "update serving.acceptance set state = 'FAILED', reason = cast(:reason as jsonb), ended_at = now() where id = :id")
                .param("reason", ReasonColumn.write(reason))
                .param("id", id)
                .update();
    }
}
