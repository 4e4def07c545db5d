package org.dure.server.tracking.tensorboard;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.Sha256;
import org.dure.server.tracking.artifact.Artifact;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over event files and their metrics.
@Repository
class EventFileRepository {

    private final JdbcClient jdbc;

    EventFileRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Has a file read, from where the one that stood at its path was left. Does nothing where the owner is no run.
    void mark(String ownerId, Artifact artifact) {
        jdbc.sql("""
                        insert into tracking.event_file (run_id, path, size_bytes, sha256, state)
                        select id, :path, :size_bytes, :sha256, 'WAITING' from tracking.run where uuid = :owner_id
                        on conflict (run_id, path) do update
                        set size_bytes = excluded.size_bytes, sha256 = excluded.sha256, state = 'WAITING',
                            marked_at = excluded.marked_at, claimed_by = null, claimed_until = null, attempts = 0
                        where event_file.sha256 <> excluded.sha256 or event_file.state = 'FAILED'
                        """)
                .param("owner_id", ownerId)
                .param("path", artifact.path())
                .param("size_bytes", artifact.sizeBytes())
                .param("sha256", artifact.sha256().hex())
                .update();
    }

    /// The one that waits longest, or whose reader has been silent since its claim ran out.
    Optional<EventFile> claim(UUID reader, Instant now, Instant until) {
        return jdbc.sql("""
                        update tracking.event_file
                        set state = 'READING', attempts = attempts + 1, claimed_by = :reader, claimed_until = :until
                        where (run_id, path) = (
                            select run_id, path from tracking.event_file
                            where state = 'WAITING' or (state = 'READING' and claimed_until < :now)
                            order by marked_at limit 1 for update skip locked)
                        returning *
                        """)
                .param("reader", reader)
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(until))
                .query((row, number) -> file(row))
                .optional();
    }

    /// Writes down how far a file has been read, and keeps the claim while it is `READING`.
    ///
    /// @return false where the claim is lost: another reader has it, or another file has taken its place
    boolean progress(EventFile file, UUID reader, Instant claimedUntil) {
        return jdbc.sql("""
                                update tracking.event_file
                                set state = :state, claimed_until = :until, read_bytes = :read_bytes,
                                    read_sha256 = :read_sha256, points = :points,
                                    problems = cast(:problems as jsonb)
                                where run_id = :run_id and path = :path and state = 'READING' and claimed_by = :reader
                                """)
                        .param("state", file.state().name())
                        .param("until", Timestamp.from(claimedUntil))
                        .param("read_bytes", file.readBytes())
                        .param("read_sha256", file.readSha256())
                        .param("points", file.points())
                        .param("problems", Json.MAPPER.writeValueAsString(file.problems()))
                        .param("run_id", file.runId())
                        .param("path", file.path())
                        .param("reader", reader)
                        .update()
                == 1;
    }

    /// Those that are still among the run's artifacts, by path.
    List<EventFile> ofRun(String runId, int limit) {
        return jdbc.sql("""
                        select event_file.* from tracking.run
                        join tracking.event_file on event_file.run_id = run.id
                        join tracking.artifact on artifact.owner_id = run.uuid and artifact.path = event_file.path
                        where run.uuid = :run_id order by event_file.path limit :limit
                        """)
                .param("run_id", runId)
                .param("limit", limit)
                .query((row, number) -> file(row))
                .list();
    }

    List<EventMetric> metrics(long runId) {
        return jdbc.sql("select * from tracking.event_metric where run_id = :run_id order by name")
                .param("run_id", runId)
                .query((row, number) -> new EventMetric(
                        row.getString("name"), row.getString("key"), row.getBoolean("logged_by_program")))
                .list();
    }

    void addMetrics(long runId, Collection<EventMetric> found) {
        for (EventMetric metric : found) {
            jdbc.sql("""
                            insert into tracking.event_metric (run_id, name, key, logged_by_program)
                            values (:run_id, :name, :key, :logged_by_program)
                            """)
                    .param("run_id", runId)
                    .param("name", metric.name())
                    .param("key", metric.key())
                    .param("logged_by_program", metric.loggedByProgram())
                    .update();
        }
    }

    /// The run's experiment.
    long experimentOf(long runId) {
        return jdbc.sql("select experiment_id from tracking.run where id = :run_id")
                .param("run_id", runId)
                .query(Long.class)
                .single();
    }

    private static EventFile file(ResultSet row) throws SQLException {
        return new EventFile(
                row.getLong("run_id"),
                row.getString("path"),
                row.getLong("size_bytes"),
                new Sha256(row.getString("sha256")),
                EventFile.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getLong("read_bytes"),
                row.getString("read_sha256"),
                row.getLong("points"),
                Json.MAPPER.readValue(row.getString("problems"), new TypeReference<List<Reason>>() {}));
    }
}
