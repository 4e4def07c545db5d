package org.dure.server.compute.queue;

import java.util.List;
import java.util.UUID;
import org.dure.server.compute.Session;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over the sessions that wait.
@Repository
class QueueRepository {

    private final JdbcClient jdbc;

    QueueRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Those who wait for the pool, the oldest first.
    List<Queue.Waiting> waiting(String pool) {
        return jdbc.sql("""
                        select s.id, s.project_id, s.kind, s.cpus, s.memory_bytes, s.gpus,
                               (select count(*) from compute.attempt a
                                where a.session_id = s.id and a.state = 'LOST') as lost
                        from compute.session s
                        where s.pool = :pool and s.state = 'WAITING' and s.ended_at is null and s.paused_at is null
                            and (s.retry_at is null or s.retry_at <= now())
                        order by s.id limit 10000
                        """)
                .param("pool", pool)
                .query((row, number) -> new Queue.Waiting(
                        row.getObject("id", UUID.class),
                        row.getObject("project_id", UUID.class),
                        Session.Kind.valueOf(row.getString("kind")),
                        new Session.Needs(row.getDouble("cpus"), row.getLong("memory_bytes"), row.getInt("gpus")),
                        row.getInt("lost")))
                .list();
    }
}
