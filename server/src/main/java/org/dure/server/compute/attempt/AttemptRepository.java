package org.dure.server.compute.attempt;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.Heartbeat;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.compute.Output;
import org.dure.server.compute.SessionReason;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/// All SQL over attempts and their checkpoints.
@Repository
class AttemptRepository {

    private static final int CHECKPOINTS_KEPT = 3;

    private static final String ATTEMPTS = """
            select a.id, a.session_id, s.project_id, a.pool, a.number, a.handle, a.state_number, a.next_log, a.spawned_at,
                   a.heartbeat_at, a.fenced_at
            from compute.attempt a join compute.session s on s.id = a.session_id
            """;

    private static final RowMapper<Attempt> ATTEMPT = (row, number) -> new Attempt(
            row.getObject("id", UUID.class),
            row.getObject("session_id", UUID.class),
            row.getObject("project_id", UUID.class),
            row.getString("pool"),
            row.getInt("number"),
            row.getString("handle"),
            row.getInt("state_number"),
            row.getLong("next_log"),
            TimeColumn.read(row, "spawned_at"),
            TimeColumn.read(row, "heartbeat_at"),
            TimeColumn.read(row, "fenced_at"));

    private static final RowMapper<WorkOrder.Checkpoint> CHECKPOINT = (row, number) ->
            new WorkOrder.Checkpoint(row.getInt("number"), row.getLong("size_bytes"), row.getString("sha256"));

    /// An order that an earlier version wrote lacks what is new.
    private static final ObjectReader ORDER =
            Json.MAPPER.readerFor(WorkOrder.class).without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private final JdbcClient jdbc;

    AttemptRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The next attempt of the session. What the one before has left half handed over goes.
    void insert(UUID id, UUID sessionId, Instant now) {
        jdbc.sql("delete from compute.output where session_id = :session_id")
                .param("session_id", sessionId)
                .update();
        jdbc.sql("""
                        insert into compute.attempt (id, session_id, pool, number, state, cause, created_at)
                        select :id, s.id, s.pool,
                            (select coalesce(max(number), 0) + 1 from compute.attempt where session_id = s.id),
                            'STARTING', cast(:cause as jsonb), :now
                        from compute.session s where s.id = :session_id
                        """)
                .param("id", id)
                .param("session_id", sessionId)
                .param("cause", ReasonColumn.write(Reason.of(SessionReason.ABOUT_TO_START)))
                .param("now", Timestamp.from(now))
                .update();
    }

    Optional<Attempt> find(UUID id) {
        return jdbc.sql(ATTEMPTS + " where a.id = :id")
                .param("id", id)
                .query(ATTEMPT)
                .optional();
    }

    /// Held until the transaction ends.
    Optional<Attempt> lock(UUID id) {
        return jdbc.sql(ATTEMPTS + " where a.id = :id for update of a")
                .param("id", id)
                .query(ATTEMPT)
                .optional();
    }

    /// Those that go on.
    List<Attempt> open() {
        return jdbc.sql(ATTEMPTS + " where a.fenced_at is null order by a.created_at")
                .query(ATTEMPT)
                .list();
    }

    /// Those that are over, but something of them may be left on the machine.
    List<Attempt> unsettled() {
        return jdbc.sql(ATTEMPTS
                        + " where a.fenced_at is not null and a.settled_at is null order by a.fenced_at limit 200")
                .query(ATTEMPT)
                .list();
    }

    void setWorkOrder(UUID id, WorkOrder order) {
        jdbc.sql("update compute.attempt set work_order = cast(:work_order as jsonb) where id = :id")
                .param("work_order", Json.MAPPER.writeValueAsString(order))
                .param("id", id)
                .update();
    }

    Optional<WorkOrder> workOrder(UUID id) {
        return jdbc.sql("select work_order from compute.attempt where id = :id and work_order is not null")
                .param("id", id)
                .query((row, number) -> ORDER.<WorkOrder>readValue(row.getString("work_order")))
                .optional();
    }

    void spawned(UUID id, String handle, Instant now) {
        jdbc.sql("update compute.attempt set handle = :handle, spawned_at = :now where id = :id")
                .param("handle", handle)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /// @return whether the attempt goes on
    boolean beat(UUID id, Heartbeat heartbeat, Instant now) {
        return jdbc.sql("""
                                update compute.attempt set heartbeat_at = :now,
                                    memory_bytes = cast(:memory_bytes as bigint),
                                    cpu_seconds = coalesce(cast(:cpu_seconds as double precision), cpu_seconds)
                                where id = :id and fenced_at is null
                                """)
                        .param("now", Timestamp.from(now))
                        .param("memory_bytes", heartbeat.memoryBytes())
                        .param("cpu_seconds", heartbeat.cpuSeconds())
                        .param("id", id)
                        .update()
                == 1;
    }

    void reported(UUID id, int stateNumber, String state, Reason cause) {
        jdbc.sql("""
                        update compute.attempt set state_number = :state_number, state = :state, cause = cast(:cause as jsonb)
                        where id = :id
                        """)
                .param("state_number", stateNumber)
                .param("state", state)
                .param("cause", ReasonColumn.write(cause))
                .param("id", id)
                .update();
    }

    void putAutopsy(UUID id, Autopsy autopsy) {
        jdbc.sql("update compute.attempt set autopsy = cast(:autopsy as jsonb) where id = :id")
                .param("autopsy", Json.MAPPER.writeValueAsString(autopsy))
                .param("id", id)
                .update();
    }

    void awaitNext(UUID attemptId, long next) {
        jdbc.sql("update compute.attempt set next_log = :next where id = :id")
                .param("next", next)
                .param("id", attemptId)
                .update();
    }

    /// From now on its agent is refused.
    void fence(UUID id, String state, Reason cause, Instant now) {
        jdbc.sql("""
                        update compute.attempt set state = :state, cause = cast(:cause as jsonb), fenced_at = :now, memory_bytes = null
                        where id = :id and fenced_at is null
                        """)
                .param("state", state)
                .param("cause", ReasonColumn.write(cause))
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /// `LOST`, or the last that its agent has reported.
    String state(UUID id) {
        return jdbc.sql("select state from compute.attempt where id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    Reason cause(UUID id) {
        return jdbc.sql("select cause from compute.attempt where id = :id")
                .param("id", id)
                .query((row, number) -> ReasonColumn.required(row, "cause"))
                .single();
    }

    void settle(UUID id, Instant now) {
        jdbc.sql("update compute.attempt set settled_at = :now where id = :id")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /// How many attempts were lost after their agent had started and before they were asked to make room.
    int lost(UUID sessionId) {
        return jdbc.sql("""
                        select count(*) from compute.attempt a
                        where a.session_id = :session_id and a.state = 'LOST' and a.spawned_at is not null
                            and not exists (select 1 from compute.preemption m where m.attempt_id = a.id)
                        """).param("session_id", sessionId).query(Integer.class).single();
    }

    /// How many attempts have failed and were followed by another one.
    int repeated(UUID sessionId) {
        return jdbc.sql("select count(*) from compute.attempt where session_id = :session_id and state = 'REPEATED'")
                .param("session_id", sessionId)
                .query(Integer.class)
                .single();
    }

    /// Keeps the last few of the session.
    void putCheckpoint(Attempt attempt, WorkOrder.Checkpoint checkpoint) {
        jdbc.sql("""
                        insert into compute.checkpoint (attempt_id, number, size_bytes, sha256)
                        values (:attempt_id, :number, :size_bytes, :sha256)
                        on conflict (attempt_id, number)
                        do update set size_bytes = excluded.size_bytes, sha256 = excluded.sha256, stored_at = now()
                        """)
                .param("attempt_id", attempt.id())
                .param("number", checkpoint.number())
                .param("size_bytes", checkpoint.sizeBytes())
                .param("sha256", checkpoint.sha256())
                .update();
        jdbc.sql("""
                        delete from compute.checkpoint where (attempt_id, number) in (
                            select c.attempt_id, c.number from compute.checkpoint c
                            join compute.attempt a on a.id = c.attempt_id
                            where a.session_id = :session_id
                            order by a.number desc, c.number desc offset :kept)
                        """)
                .param("session_id", attempt.sessionId())
                .param("kept", CHECKPOINTS_KEPT)
                .update();
    }

    /// The last that the session itself has stored.
    Optional<WorkOrder.Checkpoint> storedCheckpoint(UUID sessionId) {
        return jdbc.sql("""
                        select c.number, c.size_bytes, c.sha256 from compute.checkpoint c
                        join compute.attempt a on a.id = c.attempt_id
                        where a.session_id = :session_id order by a.number desc, c.number desc limit 1
                        """).param("session_id", sessionId).query(CHECKPOINT).optional();
    }

    /// What the session's next attempt goes on from: what it has stored, or else what it was to begin with.
    Optional<WorkOrder.Checkpoint> lastCheckpoint(UUID sessionId) {
        return storedCheckpoint(sessionId).or(() -> startCheckpoint(sessionId));
    }

    private Optional<WorkOrder.Checkpoint> startCheckpoint(UUID sessionId) {
        return jdbc.sql("""
                        select start_checkpoint from compute.session
                        where id = :session_id and start_checkpoint is not null
                        """)
                .param("session_id", sessionId)
                .query((row, number) ->
                        Json.MAPPER.readValue(row.getString("start_checkpoint"), WorkOrder.Checkpoint.class))
                .optional();
    }

    /// Of the latest attempt that has one of this number, or the one that the session was to begin with.
    Optional<WorkOrder.Checkpoint> checkpoint(UUID sessionId, int number) {
        return jdbc.sql("""
                        select c.number, c.size_bytes, c.sha256 from compute.checkpoint c
                        join compute.attempt a on a.id = c.attempt_id
                        where a.session_id = :session_id and c.number = :number order by a.number desc limit 1
                        """)
                .param("session_id", sessionId)
                .param("number", number)
                .query(CHECKPOINT)
                .optional()
                .or(() -> startCheckpoint(sessionId).filter(start -> start.number() == number));
    }

    /// @return how many files and bytes the session has left so far
    void putOutput(Attempt attempt, Output output) {
        jdbc.sql("""
                        insert into compute.output (session_id, path, attempt_id, size_bytes, sha256)
                        values (:session_id, :path, :attempt_id, :size_bytes, :sha256)
                        on conflict (session_id, path) do update set attempt_id = excluded.attempt_id,
                            size_bytes = excluded.size_bytes, sha256 = excluded.sha256
                        """)
                .param("session_id", attempt.sessionId())
                .param("path", output.path())
                .param("attempt_id", attempt.id())
                .param("size_bytes", output.sizeBytes())
                .param("sha256", output.sha256())
                .update();
    }

    int outputCount(UUID sessionId) {
        return jdbc.sql("select count(*) from compute.output where session_id = :session_id")
                .param("session_id", sessionId)
                .query(Integer.class)
                .single();
    }
}
