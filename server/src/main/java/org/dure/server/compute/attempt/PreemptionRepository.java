package org.dure.server.compute.attempt;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.base.ReasonColumn;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over attempts that shall make room.
@Repository
class PreemptionRepository {

    /// A request that stands.
    record Request(Reason cause, String actor) {}

    private final JdbcClient jdbc;

    PreemptionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The attempt of the session that goes on, held until the transaction ends.
    Optional<UUID> lockOpenAttempt(UUID sessionId) {
        return jdbc.sql("""
                        select id from compute.attempt where session_id = :session_id and fenced_at is null for update
                        """).param("session_id", sessionId).query(UUID.class).optional();
    }

    /// The first request of an attempt stays.
    void request(UUID attemptId, Request request, Instant now) {
        jdbc.sql("""
                        insert into compute.preemption (attempt_id, cause, actor, requested_at)
                        values (:attempt_id, cast(:cause as jsonb), :actor, :now)
                        on conflict (attempt_id) do nothing
                        """)
                .param("attempt_id", attemptId)
                .param("cause", ReasonColumn.write(request.cause()))
                .param("actor", request.actor())
                .param("now", Timestamp.from(now))
                .update();
    }

    Optional<Request> find(UUID attemptId) {
        return jdbc.sql("select cause, actor from compute.preemption where attempt_id = :attempt_id")
                .param("attempt_id", attemptId)
                .query((row, number) -> new Request(ReasonColumn.required(row, "cause"), row.getString("actor")))
                .optional();
    }

    /// Nothing where the attempt was not asked. The agent alone knows whether a checkpoint is its answer.
    void saved(UUID attemptId, Instant now) {
        jdbc.sql("update compute.preemption set saved_at = :now where attempt_id = :attempt_id and saved_at is null")
                .param("now", Timestamp.from(now))
                .param("attempt_id", attemptId)
                .update();
    }

    void ended(UUID attemptId, Instant now) {
        jdbc.sql("update compute.preemption set ended_at = :now where attempt_id = :attempt_id and ended_at is null")
                .param("now", Timestamp.from(now))
                .param("attempt_id", attemptId)
                .update();
    }

    /// @param from what it must have been; null for anything
    void canCheckpoint(UUID sessionId, String can, @org.jspecify.annotations.Nullable String from) {
        jdbc.sql("""
                        update compute.session set can_checkpoint = :can
                        where id = :id and can_checkpoint <> :can
                            and (cast(:from as text) is null or can_checkpoint = :from)
                        """)
                .param("can", can)
                .param("from", from)
                .param("id", sessionId)
                .update();
    }
}
