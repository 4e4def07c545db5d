package org.dure.server.data.reference;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over scans of referenced folders.
@Repository
class ReferenceRepository {

    private static final RowMapper<ReferenceScan> SCAN = (row, number) -> new ReferenceScan(
            row.getObject("id", UUID.class),
            row.getObject("dataset_id", UUID.class),
            row.getString("folder"),
            row.getString("part"),
            row.getString("note"),
            ReferenceScan.State.valueOf(row.getString("state")),
            row.getString("reason"),
            row.getLong("files_done"),
            row.getLong("bytes_done"),
            row.getObject("version_id", UUID.class),
            row.getString("created_by"),
            row.getTimestamp("created_at").toInstant(),
            row.getTimestamp("deadline").toInstant());

    private final JdbcClient jdbc;

    ReferenceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(
            UUID id,
            UUID datasetId,
            String folder,
            @Nullable String part,
            String note,
            String createdBy,
            Instant deadline) {
        jdbc.sql("""
                        insert into data.reference_scan
                            (id, dataset_id, folder, part, note, state, reason, created_by, deadline)
                        values (:id, :dataset_id, :folder, :part, :note, 'WAITING', '', :created_by, :deadline)
                        """)
                .param("id", id)
                .param("dataset_id", datasetId)
                .param("folder", folder)
                .param("part", part)
                .param("note", note)
                .param("created_by", createdBy)
                .param("deadline", Timestamp.from(deadline))
                .update();
    }

    Optional<ReferenceScan> find(UUID id) {
        return jdbc.sql("select * from data.reference_scan where id = :id")
                .param("id", id)
                .query(SCAN)
                .optional();
    }

    /// The oldest that waits, or whose worker has been silent since its claim ran out.
    Optional<ReferenceScan> claim(UUID worker, Instant now, Instant until) {
        return jdbc.sql("""
                        update data.reference_scan
                        set state = 'RUNNING', files_done = 0, bytes_done = 0,
                            claimed_by = :worker, claimed_until = :until
                        where id = (
                            select id from data.reference_scan
                            where state = 'WAITING' or (state = 'RUNNING' and claimed_until < :now)
                            order by created_at limit 1 for update skip locked)
                        returning *
                        """)
                .param("worker", worker)
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(until))
                .query(SCAN)
                .optional();
    }

    /// Tells how far it is, and keeps the claim.
    ///
    /// @return false where the claim is lost
    boolean progress(UUID id, UUID worker, long files, long bytes, Instant until) {
        return jdbc.sql("""
                        update data.reference_scan
                        set files_done = :files, bytes_done = :bytes, claimed_until = :until
                        where id = :id and state = 'RUNNING' and claimed_by = :worker
                        """)
                        .param("id", id)
                        .param("worker", worker)
                        .param("files", files)
                        .param("bytes", bytes)
                        .param("until", Timestamp.from(until))
                        .update()
                == 1;
    }

    /// @param versionId with the state DONE
    /// @return false where the claim is lost
    boolean end(UUID id, UUID worker, ReferenceScan.State state, String reason, @Nullable UUID versionId) {
        return jdbc.sql("""
                        update data.reference_scan
                        set state = :state, reason = :reason, version_id = :version_id, claimed_until = null
                        where id = :id and state = 'RUNNING' and claimed_by = :worker
                        """)
                        .param("id", id)
                        .param("worker", worker)
                        .param("state", state.name())
                        .param("reason", reason)
                        .param("version_id", versionId)
                        .update()
                == 1;
    }
}
