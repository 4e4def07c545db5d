package org.dure.server.compute.session;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.dure.server.base.ReasonColumn;
import org.dure.server.compute.SessionLife;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over sessions that are held back, or wait for a time.
@Repository
class PauseRepository {

    private final JdbcClient jdbc;

    PauseRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean pause(UUID id, SessionLife.Pause pause) {
        return jdbc.sql("""
                                update compute.session set paused_at = :now, paused_by = :by,
                                    pause_reason = cast(:reason as jsonb)
                                where id = :id and paused_at is null
                                """)
                        .param("now", Timestamp.from(pause.since()))
                        .param("by", pause.by())
                        .param("reason", ReasonColumn.write(pause.reason()))
                        .param("id", id)
                        .update()
                == 1;
    }

    /// The session waits until then before its next attempt.
    void retryAt(UUID id, Instant time) {
        jdbc.sql("update compute.session set retry_at = :time where id = :id")
                .param("time", Timestamp.from(time))
                .param("id", id)
                .update();
    }

    boolean resume(UUID id) {
        return jdbc.sql("""
                                update compute.session set paused_at = null, paused_by = null, pause_reason = null,
                                    retry_at = null
                                where id = :id and paused_at is not null
                                """).param("id", id).update() == 1;
    }
}
