package org.dure.server.compute.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                        select s.id, s.project_id, s.kind, s.cpus, s.memory_bytes, s.gpus, s.nodes,
                               coalesce(l.attempts, 0) as lost
                        from compute.session s
                        left join (
                            select a.session_id, count(*) as attempts
                            from compute.attempt a join compute.session w on w.id = a.session_id
                            where w.pool = :pool and w.state = 'WAITING' and a.state = 'LOST'
                            group by a.session_id) l on l.session_id = s.id
                        where s.pool = :pool and s.state = 'WAITING' and s.ended_at is null and s.paused_at is null
                            and (s.retry_at is null or s.retry_at <= now())
                        order by s.id limit 10000
                        """)
                .param("pool", pool)
                .query((row, number) -> new Queue.Waiting(
                        row.getObject("id", UUID.class),
                        row.getObject("project_id", UUID.class),
                        Session.Kind.valueOf(row.getString("kind")),
                        new Session.Needs(
                                row.getDouble("cpus"),
                                row.getLong("memory_bytes"),
                                row.getInt("gpus"),
                                row.getInt("nodes")),
                        row.getInt("lost")))
                .list();
    }

    /// By session, the places that the pool's latest decisions gave to those who waited.
    Map<UUID, Integer> places(String pool) {
        Map<UUID, Integer> places = new HashMap<>();
        jdbc.sql("""
                        select c.session_id, c.place from compute.decision_candidate c
                        where c.decision_id in (
                            select (select d.id from compute.decision d where d.pool = :pool and d.slot_kind = k.kind
                                    order by d.number desc limit 1)
                            from (values ('CPU'), ('GPU')) as k(kind))
                        """)
                .param("pool", pool)
                .query((row, number) -> places.put(row.getObject("session_id", UUID.class), row.getInt("place")))
                .list();
        return places;
    }
}
