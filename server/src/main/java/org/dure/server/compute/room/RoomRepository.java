package org.dure.server.compute.room;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over the sessions in the room.
@Repository
class RoomRepository {

    /// @param problem from its context; null where it competes for none
    /// @param since   when it was submitted
    record Open(
            UUID id,
            UUID projectId,
            String name,
            String createdBy,
            @Nullable String problem,
            Instant since) {}

    private final JdbcClient jdbc;

    RoomRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// By id, those that wait or hold slots; one that is over may still hold them for a moment.
    Map<UUID, Open> open() {
        Map<UUID, Open> open = new HashMap<>();
        jdbc.sql("""
                        select s.id, s.project_id, s.name, s.created_by, s.context ->> 'problem' as problem, s.created_at
                        from compute.session s where s.ended_at is null
                        union
                        select s.id, s.project_id, s.name, s.created_by, s.context ->> 'problem', s.created_at
                        from compute.lease l join compute.attempt a on a.id = l.attempt_id
                        join compute.session s on s.id = a.session_id where l.until_time is null
                        limit 20000
                        """)
                .query((row, number) -> {
                    UUID id = row.getObject("id", UUID.class);
                    return open.put(
                            id,
                            new Open(
                                    id,
                                    row.getObject("project_id", UUID.class),
                                    row.getString("name"),
                                    row.getString("created_by"),
                                    row.getString("problem"),
                                    row.getTimestamp("created_at").toInstant()));
                })
                .list();
        return open;
    }
}
