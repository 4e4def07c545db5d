package org.dure.server.compute;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.dure.base.Ids;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Writes sessions that are over, with the slots they held, as if they had run in the past.
public final class Leases {

    private final JdbcClient jdbc;

    public Leases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A session that has held a slot; answers its id.
    ///
    /// @param kind    of the slot, `GPU` or `CPU`
    /// @param problem null for none
    public UUID held(String project, String kind, String person, String problem, Instant from, Instant until) {
        UUID session = Ids.next();
        UUID attempt = Ids.next();
        String slot = "test-" + session;
        jdbc.sql("insert into compute.slot (name, kind, number, present) values (:name, :kind, 0, false)")
                .param("name", slot)
                .param("kind", kind)
                .update();
        jdbc.sql("""
                        insert into compute.session (id, project_id, name, kind, state, reason, recipe, command, mounts,
                            environment, context, cpus, memory_bytes, gpus, wall_seconds, created_by, by_platform,
                            created_at, started_at, ended_at)
                        values (:id, cast(:project as uuid), :name, 'TRAINING', 'SUCCEEDED',
                            '{"text": "x", "parts": [{"code": "PROGRAM_ENDED", "parameters": {}}]}', 'image-classifier',
                            '[]', '[]', '{}', cast(:context as jsonb), 1, 1000, :gpus, 86400, :person, false, :from,
                            :from, :until)
                        """)
                .param("id", session)
                .param("project", project)
                .param("name", "past-" + session.toString().substring(24))
                .param("context", problem == null ? "{}" : "{\"problem\": \"" + problem + "\"}")
                .param("gpus", kind.equals("GPU") ? 1 : 0)
                .param("person", person)
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .update();
        jdbc.sql("""
                        insert into compute.attempt (id, session_id, number, state, cause, created_at, spawned_at,
                            fenced_at, settled_at)
                        values (:id, :session, 1, 'SUCCEEDED',
                            '{"text": "x", "parts": [{"code": "PROGRAM_ENDED", "parameters": {}}]}', :from, :from,
                            :until, :until)
                        """)
                .param("id", attempt)
                .param("session", session)
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .update();
        jdbc.sql("""
                        insert into compute.lease (attempt_id, slot, from_time, until_time)
                        values (:attempt, :slot, :from, :until)
                        """)
                .param("attempt", attempt)
                .param("slot", slot)
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .update();
        return session;
    }
}
