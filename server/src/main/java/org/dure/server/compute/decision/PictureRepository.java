package org.dure.server.compute.decision;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.share.Quotas;
import org.dure.server.compute.slot.Slot;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over what decisions rest on beside the roster: whose slice is over, what each project has had.
@Repository
class PictureRepository {

    /// A session that runs and whose slice is over.
    record Expired(UUID attempt, UUID session, UUID project, String name, long memoryBytes) {}

    private final JdbcClient jdbc;

    PictureRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What a session's start costs in this pool, of late; empty where none has started yet.
    double startSeconds(String pool, double unknown) {
        return jdbc.sql("""
                        select coalesce(avg(start_seconds), :unknown) as seconds from (
                            select k.start_seconds from compute.attempt_cost k
                            join compute.attempt a on a.id = k.attempt_id
                            where a.pool = :pool order by k.running_at desc limit 50) as latest
                        """)
                .param("unknown", unknown)
                .param("pool", pool)
                .query(Double.class)
                .single();
    }

    /// Decisions of the pool after that moment, of those that are kept.
    ///
    /// @param since Unix seconds
    long decidedSince(String pool, double since) {
        return jdbc.sql("select count(*) from compute.decision where pool = :pool and time > to_timestamp(:since)")
                .param("pool", pool)
                .param("since", since)
                .query(Long.class)
                .single();
    }

    /// Those that run since, or were last asked, longer than a slice ago, and have not been asked to make room.
    List<Expired> expired(String pool, double sliceSeconds, Instant now) {
        return jdbc.sql("""
                        select a.id, s.id as session_id, s.project_id, s.name, s.memory_bytes from compute.attempt a
                        join compute.session s on s.id = a.session_id
                        join compute.attempt_cost k on k.attempt_id = a.id
                        where a.pool = :pool and a.fenced_at is null and a.state = 'RUNNING' and s.kind = 'TRAINING'
                            and s.can_checkpoint = 'YES'
                            and not exists (select 1 from compute.preemption m where m.attempt_id = a.id)
                            and greatest(k.running_at, (select max(d.time) from compute.decision d
                                                        where d.attempt_id = a.id and d.occasion <> 'PLACE'))
                                <= cast(:now as timestamptz) - :slice * interval '1 second'
                        order by a.id
                        """)
                .param("pool", pool)
                .param("now", Timestamp.from(now))
                .param("slice", sliceSeconds)
                .query((row, number) -> new Expired(
                        row.getObject("id", UUID.class),
                        row.getObject("session_id", UUID.class),
                        row.getObject("project_id", UUID.class),
                        row.getString("name"),
                        row.getLong("memory_bytes")))
                .list();
    }

    /// Projects that take no part any more are forgotten, so that they come back without savings.
    void keepClocks(String pool, Slot.Kind kind, Collection<UUID> projects) {
        jdbc.sql("""
                        delete from compute.fair_clock
                        where pool = :pool and slot_kind = :kind and project_id <> all(cast(:projects as uuid[]))
                        """)
                .param("pool", pool)
                .param("kind", kind.name())
                .param("projects", projects.toArray(UUID[]::new))
                .update();
    }

    void startClocks(String pool, Slot.Kind kind, Collection<UUID> projects, double base, Instant now) {
        jdbc.sql("""
                        insert into compute.fair_clock (pool, slot_kind, project_id, base, since)
                        select :pool, :kind, p.id, :base, cast(:now as timestamptz) from unnest(cast(:projects as uuid[])) as p(id)
                        on conflict do nothing
                        """)
                .param("pool", pool)
                .param("kind", kind.name())
                .param("projects", projects.toArray(UUID[]::new))
                .param("base", base)
                .param("now", Timestamp.from(now))
                .update();
    }

    /// By project: the virtual time with which it came, and the slot-seconds for each unit of weight that it has had
    /// since; a lease that goes on counts for a slice at least.
    Map<UUID, Double> virtualTimes(String pool, Slot.Kind kind, Quotas quotas, double sliceSeconds, Instant now) {
        Map<UUID, Double> times = new HashMap<>();
        jdbc.sql("""
                        select f.project_id, f.base, coalesce(u.seconds, 0) as seconds
                        from compute.fair_clock f
                        left join lateral (
                            select sum(greatest(
                                extract(epoch from coalesce(l.until_time, :now) - greatest(l.from_time, f.since)),
                                case when l.until_time is null then :slice else 0 end)) as seconds
                            from compute.lease l
                            join compute.slot t on t.name = l.slot and t.kind = f.slot_kind and t.pool = f.pool
                            join compute.attempt a on a.id = l.attempt_id
                            join compute.session s on s.id = a.session_id
                            where s.project_id = f.project_id and s.kind <> 'EVALUATION'
                                and (l.until_time is null or l.until_time > f.since)) u on true
                        where f.pool = :pool and f.slot_kind = :kind
                        """)
                .param("now", Timestamp.from(now))
                .param("slice", sliceSeconds)
                .param("pool", pool)
                .param("kind", kind.name())
                .query(row -> {
                    UUID project = row.getObject("project_id", UUID.class);
                    times.put(project, row.getDouble("base") + row.getDouble("seconds") / quotas.weight(project));
                });
        return times;
    }
}
