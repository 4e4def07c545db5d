package org.dure.server.compute.usage;

import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.slot.Slot;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over prices, and over leases as what was used.
@Repository
class UsageRepository {

    /// So many rows of a sum at most; a reader who meets the limit asks for less time or a coarser sum.
    static final int ROWS_MAX = 50_000;

    /// Leases cut at the bounds of the time asked for and at midnight (UTC), each piece with its cost: of a price
    /// that changes within a piece each part counts at its own.
    private static final String PIECES = """
            with price as (
                select pool, kind, per_hour, since,
                       lead(since, 1, 'infinity') over (partition by pool, kind order by since) as until
                from compute.price
            ), lease as (
                select s.project_id, s.created_by, s.context ->> 'problem' as problem, s.id as session_id,
                       s.name as session, t.kind, t.pool, greatest(l.from_time, :from) as begins,
                       least(coalesce(l.until_time, :now), :until) as ends
                from compute.lease l
                join compute.slot t on t.name = l.slot
                join compute.attempt a on a.id = l.attempt_id
                join compute.session s on s.id = a.session_id
                where l.from_time < :until and (l.until_time is null or l.until_time > :from)
            ), piece as (
                select l.*, cast(d.day at time zone 'UTC' as date) as day,
                       greatest(l.begins, d.day) as since, least(l.ends, d.day + interval '24 hours') as until
                from lease l
                cross join lateral generate_series(date_trunc('day', l.begins, 'UTC'), l.ends, interval '24 hours')
                    as d(day)
                where l.ends > l.begins
            ), used as (
                select p.*, extract(epoch from p.until - p.since) / 3600.0 as hours,
                       (select sum(extract(epoch from least(p.until, r.until) - greatest(p.since, r.since))
                                   / 3600.0 * r.per_hour)
                        from price r
                        where r.pool = p.pool and r.kind = p.kind and r.since < p.until and r.until > p.since) as cost
                from piece p where p.until > p.since
            )
            """;

    private static final String SUMS = """
             coalesce(sum(hours) filter (where kind = 'GPU'), 0) as gpu_hours,
             coalesce(sum(hours) filter (where kind = 'CPU'), 0) as cpu_hours, sum(cost) as cost
            """;

    private final JdbcClient jdbc;

    UsageRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The most recent day first where it is by day, then the largest sum.
    ///
    /// @param projects of which each is told
    /// @param others   whether all other projects are told together, as a row without a project or
    ///                 a cost
    List<Usage> sum(
            Usage.By by,
            boolean daily,
            Collection<UUID> projects,
            boolean others,
            Instant from,
            Instant until,
            Instant now) {
        String told = "project_id = any(cast(:projects as uuid[]))";
        String project = others ? "case when " + told + " then project_id end" : "project_id";
        boolean person = by == Usage.By.PERSON || by == Usage.By.SESSION;
        boolean problem = by == Usage.By.PROBLEM || by == Usage.By.SESSION;
        boolean session = by == Usage.By.SESSION;
        String columns = (daily ? "day" : "cast(null as date)") + " as day, " + project + " as project_id, "
                + (person ? "created_by" : "cast(null as text)") + " as person, "
                + (problem ? "problem" : "cast(null as text)") + " as problem, "
                + (session ? "session_id" : "cast(null as uuid)") + " as session_id, "
                + (session ? "session" : "cast(null as text)") + " as session,";
        return jdbc.sql(PIECES + "select " + columns + SUMS + " from used" + (others ? "" : " where " + told)
                        + " group by 1, 2, 3, 4, 5, 6 order by day desc nulls last, gpu_hours desc, cpu_hours desc, 2, 3"
                        + " limit " + ROWS_MAX)
                .param("projects", projects.toArray(UUID[]::new))
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .param("now", Timestamp.from(now))
                .query((row, number) -> usage(row))
                .list();
    }

    /// Of sessions that compete for the problem.
    Spent ofProblem(UUID problemId, Instant from, Instant until, Instant now) {
        return jdbc.sql(PIECES + "select" + SUMS + " from used where problem = :problem")
                .param("problem", problemId.toString())
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .param("now", Timestamp.from(now))
                .query((row, number) -> spent(row))
                .single();
    }

    /// By session, of those that held anything in the time.
    Map<UUID, Spent> ofSessions(Collection<UUID> sessions, Instant from, Instant until, Instant now) {
        Map<UUID, Spent> found = new HashMap<>();
        jdbc.sql(PIECES + "select session_id," + SUMS
                        + " from used where session_id = any(cast(:sessions as uuid[])) group by session_id")
                .param("sessions", sessions.toArray(UUID[]::new))
                .param("from", Timestamp.from(from))
                .param("until", Timestamp.from(until))
                .param("now", Timestamp.from(now))
                .query((row, number) -> found.put(row.getObject("session_id", UUID.class), spent(row)))
                .list();
        return found;
    }

    /// The newest of each pool and kind.
    List<Price> prices() {
        return jdbc.sql("""
                        select distinct on (pool, kind) pool, kind, per_hour, since, set_by from compute.price
                        order by pool, kind, since desc
                        """)
                .query((row, number) -> new Price(
                        row.getString("pool"),
                        Slot.Kind.valueOf(row.getString("kind")),
                        row.getDouble("per_hour"),
                        row.getTimestamp("since").toInstant(),
                        row.getString("set_by")))
                .list();
    }

    void insert(Price price) {
        jdbc.sql("""
                        insert into compute.price (pool, kind, since, per_hour, set_by)
                        values (:pool, :kind, :since, :per_hour, :set_by)
                        on conflict (pool, kind, since) do update set per_hour = excluded.per_hour,
                            set_by = excluded.set_by
                        """)
                .param("pool", price.pool())
                .param("kind", price.kind().name())
                .param("since", Timestamp.from(price.since()))
                .param("per_hour", price.perHour())
                .param("set_by", price.setBy())
                .update();
    }

    private static Usage usage(ResultSet row) throws SQLException {
        Date day = row.getDate("day");
        UUID project = row.getObject("project_id", UUID.class);
        Spent spent = spent(row);
        return new Usage(
                day == null ? null : day.toLocalDate(),
                project,
                row.getString("person"),
                row.getString("problem"),
                row.getObject("session_id", UUID.class),
                row.getString("session"),
                spent.gpuHours(),
                spent.cpuHours(),
                project == null ? null : spent.cost());
    }

    private static Spent spent(ResultSet row) throws SQLException {
        Double cost = row.getObject("cost", Double.class);
        return new Spent(row.getDouble("gpu_hours"), row.getDouble("cpu_hours"), cost);
    }
}
