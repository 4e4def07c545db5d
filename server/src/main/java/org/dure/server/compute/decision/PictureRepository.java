package org.dure.server.compute.decision;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.compute.slot.Slot;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over what decisions rest on: who competes, how long each has run, what each project has had.
@Repository
class PictureRepository {

    private static final int OPEN_MOST = 10_000;
    private static final int OVER_MOST = 1_000;

    /// Of the sessions in `who`. Their attempts are joined as a whole: one look-up for each would cost more than all
    /// else.
    private static final String COMPETITORS = """
            select s.id, s.project_id, s.state, s.command, s.cpus, s.gpus, s.nodes, s.created_at, s.ended_at,
                coalesce(u.seconds, 0) as seconds, coalesce(u.last_end, s.created_at) as waits_since
            from compute.session s join who on who.id = s.id
            left join (
                select a.session_id, sum(extract(epoch from coalesce(a.fenced_at, :now) - k.running_at)) as seconds,
                    max(a.fenced_at) as last_end
                from compute.attempt a left join compute.attempt_cost k on k.attempt_id = a.id
                where a.session_id in (select id from who)
                group by a.session_id) u on u.session_id = s.id
            """;

    /// A session with what its rows say of it.
    record Competitor(
            UUID session,
            UUID project,
            String state,
            List<String> command,
            boolean onGpu,
            int slots,
            Instant created,
            boolean over,
            double seconds,
            Instant waitsSince) {}

    /// A session that runs and whose slice is over.
    record Expired(UUID attempt, UUID session, UUID project, String name, long memoryBytes) {}

    private final JdbcClient jdbc;

    PictureRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Those that are not over in the pool, the oldest first.
    List<Competitor> open(String pool, Instant now) {
        return jdbc.sql("""
                        with who as materialized (
                            select id from compute.session
                            where pool = :pool and ended_at is null and kind <> 'EVALUATION' order by id limit :most)
                        """ + COMPETITORS + " order by s.id")
                .param("now", Timestamp.from(now))
                .param("pool", pool)
                .param("most", OPEN_MOST)
                .query((row, number) -> competitor(row))
                .list();
    }

    /// Those of the groups that are over, in any pool, of which something is known; the oldest of the newest first.
    List<Competitor> over(Collection<String> groups, Instant now) {
        return jdbc.sql("""
                        with who as materialized (
                            select e.id from compute.session e join compute.curve c on c.session_id = e.id
                            where c.grouped_by = any(cast(:groups as text[])) and e.ended_at is not null
                                and (cardinality(c.points) > 0 or c.evaluated is not null)
                            order by e.id desc limit :most)
                        """ + COMPETITORS + " order by s.id")
                .param("now", Timestamp.from(now))
                .param("groups", groups.toArray(String[]::new))
                .param("most", OVER_MOST)
                .query((row, number) -> competitor(row))
                .list();
    }

    private static Competitor competitor(ResultSet row) throws SQLException {
        int gpus = row.getInt("gpus");
        return new Competitor(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("state"),
                Json.MAPPER.readValue(row.getString("command"), new TypeReference<List<String>>() {}),
                gpus > 0,
                row.getInt("nodes") * (gpus > 0 ? gpus : (int) Math.max(1, Math.ceil(row.getDouble("cpus")))),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("ended_at") != null,
                row.getDouble("seconds"),
                row.getTimestamp("waits_since").toInstant());
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

    void startClock(String pool, Slot.Kind kind, UUID project, double base, Instant now) {
        jdbc.sql("""
                        insert into compute.fair_clock (pool, slot_kind, project_id, base, since)
                        values (:pool, :kind, :project, :base, :now) on conflict do nothing
                        """)
                .param("pool", pool)
                .param("kind", kind.name())
                .param("project", project)
                .param("base", base)
                .param("now", Timestamp.from(now))
                .update();
    }

    /// A project's clock.
    ///
    /// @param base        virtual time with which it came
    /// @param slotSeconds that it has had since; a lease that goes on counts for a slice at least
    record Clocked(double base, double slotSeconds) {}

    Map<UUID, Clocked> clocks(String pool, Slot.Kind kind, double sliceSeconds, Instant now) {
        Map<UUID, Clocked> clocks = new HashMap<>();
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
                .query((row, number) -> clocks.put(
                        row.getObject("project_id", UUID.class),
                        new Clocked(row.getDouble("base"), row.getDouble("seconds"))))
                .list();
        return clocks;
    }
}
