package org.dure.server.compute.cost;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.compute.SessionLife;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over what attempts cost.
@Repository
class CostRepository {

    private static final int LOOK_SECONDS = 20;

    /// A GPU that works less, in the mean of a minute, is idle.
    private static final double BUSY_GPU = 0.05;

    /// Whether a GPU of attempt `c` works, or nobody knows whether it does. On this machine the leases tell which GPUs
    /// are the attempt's; a cluster's engine deals them out itself, so there all of the node count.
    private static final String GPU_WORKS = """
            exists (
                select from compute.lease l join compute.slot t on t.name = l.slot and t.kind = 'GPU'
                left join lateral (
                    select max(g.utilisation) as most from compute.gpu_sample g
                    where g.pool = t.pool and g.node = case t.pool when 'local' then :local_node else t.node end
                        and (t.pool <> 'local' or g.number = t.number)
                        and g.minute >= cast(:now as timestamptz) - interval '2 minutes') u on true
                where l.attempt_id = c.attempt_id and l.until_time is null and coalesce(u.most, 1) >= :busy_gpu)
            """;

    private final JdbcClient jdbc;

    CostRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void running(UUID attemptId, Instant now) {
        jdbc.sql("""
                        insert into compute.attempt_cost (attempt_id, resumed, start_seconds, running_at, busy_at)
                        select id, work_order ->> 'checkpoint' is not null,
                            extract(epoch from cast(:now as timestamptz) - created_at), :now, :now
                        from compute.attempt where id = :id
                        on conflict (attempt_id) do nothing
                        """).param("now", Timestamp.from(now)).param("id", attemptId).update();
    }

    /// Looks at spans of `LOOK_SECONDS` at least, so that a pause between two steps is no idleness.
    void used(UUID attemptId, double cpuSeconds, String localNode, Instant now) {
        jdbc.sql("""
                        update compute.attempt_cost c set mark_at = :now, mark_cpu = :cpu,
                            busy_at = case when c.mark_at is null or :cpu - c.mark_cpu
                                    >= r.busy_cpus * extract(epoch from cast(:now as timestamptz) - c.mark_at)
                                    or\s""" + GPU_WORKS + """
                                then :now else c.busy_at end
                        from compute.attempt a
                        join compute.session s on s.id = a.session_id
                        join compute.idle_rule r on r.project_id = s.project_id
                        where a.id = :id and c.attempt_id = a.id
                            and (c.mark_at is null or c.mark_at <= cast(:now as timestamptz) - :look * interval '1 second')
                        """)
                .param("cpu", cpuSeconds)
                .param("now", Timestamp.from(now))
                .param("look", LOOK_SECONDS)
                .param("local_node", localNode)
                .param("busy_gpu", BUSY_GPU)
                .param("id", attemptId)
                .update();
    }

    boolean keep(UUID sessionId, Instant now) {
        return jdbc.sql("""
                                update compute.attempt_cost set busy_at = :now where attempt_id in (
                                    select id from compute.attempt where session_id = :id and fenced_at is null)
                                """)
                        .param("now", Timestamp.from(now))
                        .param("id", sessionId)
                        .update()
                == 1;
    }

    List<IdleSession> idle(Instant now) {
        return jdbc.sql("""
                        select s.id, cast(extract(epoch from cast(:now as timestamptz) - c.busy_at) / 60 as bigint)
                            as minutes
                        from compute.session s
                        join compute.attempt a on a.session_id = s.id and a.fenced_at is null
                        join compute.attempt_cost c on c.attempt_id = a.id
                        join compute.idle_rule r on r.project_id = s.project_id
                        where s.state = 'RUNNING' and s.kind = 'TRAINING' and s.nodes = 1 and s.paused_at is null
                            and c.mark_at is not null
                            and c.busy_at + r.idle_seconds * interval '1 second' <= cast(:now as timestamptz)
                        """)
                .param("now", Timestamp.from(now))
                .query((row, number) -> new IdleSession(row.getObject("id", UUID.class), row.getLong("minutes")))
                .list();
    }

    void saved(UUID attemptId, Instant now) {
        jdbc.sql("""
                        update compute.attempt_cost set saves = saves + 1, last_saved_at = :now,
                            saved_seconds = saved_seconds
                                + extract(epoch from cast(:now as timestamptz) - coalesce(last_saved_at, running_at))
                        where attempt_id = :id
                        """).param("now", Timestamp.from(now)).param("id", attemptId).update();
    }

    void broken(UUID attemptId, Instant now) {
        jdbc.sql("""
                        update compute.attempt_cost set lost_seconds
                            = extract(epoch from cast(:now as timestamptz) - coalesce(last_saved_at, running_at))
                        where attempt_id = :id and lost_seconds is null
                        """).param("now", Timestamp.from(now)).param("id", attemptId).update();
    }

    /// A restart is told by the session's own restarts where there were some, by its first start otherwise.
    List<VictimCost> victims(Instant now) {
        return jdbc.sql("""
                        select s.id, s.can_checkpoint,
                            extract(epoch from cast(:now as timestamptz) - coalesce(c.last_saved_at, c.running_at))
                                as since_save,
                            past.between_saves, coalesce(past.restart, c.start_seconds) as restart,
                            room.stop, coalesce(room.answered, false) as answered
                        from compute.attempt a
                        join compute.session s on s.id = a.session_id
                        join compute.attempt_cost c on c.attempt_id = a.id
                        cross join lateral (
                            select sum(p.saved_seconds) / nullif(sum(p.saves), 0) as between_saves,
                                avg(p.start_seconds) filter (where p.resumed) as restart
                            from compute.attempt_cost p join compute.attempt b on b.id = p.attempt_id
                            where b.session_id = s.id) past
                        cross join lateral (
                            select avg(extract(epoch from m.ended_at - m.requested_at)) as stop,
                                bool_or(m.saved_at is not null) as answered
                            from compute.preemption m join compute.attempt b on b.id = m.attempt_id
                            where b.session_id = s.id) room
                        where a.fenced_at is null and a.state = 'RUNNING'
                            and not exists (select 1 from compute.preemption m where m.attempt_id = a.id)
                        order by s.id
                        """)
                .param("now", Timestamp.from(now))
                .query((row, number) -> new VictimCost(
                        row.getObject("id", UUID.class),
                        SessionLife.CanCheckpoint.valueOf(row.getString("can_checkpoint")),
                        row.getBoolean("answered"),
                        row.getDouble("since_save"),
                        row.getObject("between_saves", Double.class),
                        row.getDouble("restart"),
                        number(row.getBigDecimal("stop"))))
                .list();
    }

    private static @org.jspecify.annotations.Nullable Double number(
            java.math.@org.jspecify.annotations.Nullable BigDecimal value) {
        return value == null ? null : value.doubleValue();
    }
}
