package org.dure.server.compute.session;

import java.sql.Timestamp;
import java.util.UUID;
import org.dure.server.compute.SessionLife;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over sessions that are held back.
@Repository
class PauseRepository {

    private final JdbcClient jdbc;

    PauseRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean pause(UUID id, SessionLife.Pause pause) {
        return jdbc.sql("""
                                update compute.session set paused_at = :now, paused_by = :by, pause_reason = :reason
                                where id = :id and paused_at is null
                                """)
                        .param("now", Timestamp.from(pause.since()))
                        .param("by", pause.by())
                        .param("reason", pause.reason())
                        .param("id", id)
                        .update()
                == 1;
    }

    boolean resume(UUID id) {
        return jdbc.sql("""
                                update compute.session set paused_at = null, paused_by = null, pause_reason = null
                                where id = :id and paused_at is not null
                                """).param("id", id).update() == 1;
    }
}
