package org.dure.server.compute.forecast;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over how long sessions hold slots, and over estimates.
@Repository
class ForecastRepository {

    /// By how many past sessions of a project the future is judged at most.
    private static final int PAST_MAX = 200;

    /// What sessions must have in common to be alike; ever less of it is asked for until enough are found.
    ///
    /// @param program recipe, or id of the uploaded program
    record Likeness(UUID projectId, String kind, boolean onGpu, String program, String command) {}

    /// A session that is over.
    record Past(Likeness likeness, double seconds) {}

    /// A session that waits or holds slots.
    ///
    /// @param elapsedSeconds  over all its attempts
    /// @param attemptSeconds  of the attempt that goes on; 0 where none does
    record Open(
            UUID id,
            Likeness likeness,
            double elapsedSeconds,
            double attemptSeconds,
            long wallSeconds,
            long memoryBytes,
            int attempts) {}

    private static final String LIKENESS = """
             s.project_id, s.kind, s.gpus > 0 as on_gpu, coalesce(s.recipe, cast(s.program_id as text)) as program,
             cast(s.command as text) as command
            """;

    private final JdbcClient jdbc;

    ForecastRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Open> open(Instant now) {
        return jdbc.sql("select s.id, s.wall_seconds, s.memory_bytes," + LIKENESS + """
                        , coalesce(h.seconds, 0) as elapsed, coalesce(h.attempt_seconds, 0) as attempt_elapsed,
                          (select count(*) from compute.attempt a where a.session_id = s.id) as attempts
                        from compute.session s
                        left join lateral (
                            select sum(x.seconds) as seconds, sum(x.seconds) filter (where x.goes_on) as attempt_seconds
                            from (select extract(epoch from max(coalesce(l.until_time, :now)) - min(l.from_time))
                                             as seconds,
                                         bool_or(l.until_time is null) as goes_on
                                  from compute.attempt a join compute.lease l on l.attempt_id = a.id
                                  where a.session_id = s.id group by a.id) x) h on true
                        where s.ended_at is null order by s.id limit 10000
                        """)
                .param("now", Timestamp.from(now))
                .query((row, number) -> new Open(
                        row.getObject("id", UUID.class),
                        likeness(row),
                        row.getDouble("elapsed"),
                        row.getDouble("attempt_elapsed"),
                        row.getLong("wall_seconds"),
                        row.getLong("memory_bytes"),
                        row.getInt("attempts")))
                .list();
    }

    /// The newest first.
    List<Past> past(Collection<UUID> projects) {
        return jdbc.sql("select" + LIKENESS + """
                        , (select sum(x.seconds)
                           from (select extract(epoch from max(l.until_time) - min(l.from_time)) as seconds
                                 from compute.attempt a join compute.lease l on l.attempt_id = a.id
                                 where a.session_id = s.id group by a.id) x) as seconds
                        from unnest(cast(:projects as uuid[])) as p(id)
                        cross join lateral (select * from compute.session e
                                            where e.project_id = p.id and e.ended_at is not null
                                              and e.started_at is not null
                                            order by e.id desc limit
                        """ + PAST_MAX + ") s")
                .param("projects", projects.toArray(UUID[]::new))
                .query((row, number) -> new Past(likeness(row), row.getDouble("seconds")))
                .list();
    }

    /// Of which of these sessions' next attempts there is an estimate.
    Set<UUID> estimated(Collection<UUID> sessions) {
        return new HashSet<>(jdbc.sql("""
                        select e.session_id from compute.start_estimate e
                        where e.session_id = any(cast(:sessions as uuid[]))
                          and e.attempt = 1 + (select count(*) from compute.attempt a
                                               where a.session_id = e.session_id)
                        """)
                .param("sessions", sessions.toArray(UUID[]::new))
                .query((row, number) -> row.getObject("session_id", UUID.class))
                .list());
    }

    /// Of the session's next attempt; the first one that is made stays.
    void insert(UUID sessionId, Start start, Instant now) {
        Start.Interval interval = start.interval();
        jdbc.sql("""
                        insert into compute.start_estimate (session_id, attempt, made_at, alike, median_seconds,
                            low50_seconds, high50_seconds, low90_seconds, high90_seconds)
                        select :session_id, 1 + (select count(*) from compute.attempt a
                                                 where a.session_id = :session_id),
                               :now, :alike, cast(:median as double precision), cast(:low50 as double precision),
                               cast(:high50 as double precision), cast(:low90 as double precision),
                               cast(:high90 as double precision)
                        on conflict (session_id, attempt) do nothing
                        """)
                .param("session_id", sessionId)
                .param("now", Timestamp.from(now))
                .param("alike", start.similar())
                .param("median", interval == null ? null : interval.medianSeconds())
                .param("low50", interval == null ? null : interval.low50Seconds())
                .param("high50", interval == null ? null : interval.high50Seconds())
                .param("low90", interval == null ? null : interval.low90Seconds())
                .param("high90", interval == null ? null : interval.high90Seconds())
                .update();
    }

    /// What came true of the estimates made since, as `Calibration` tells it. One that has already waited for longer
    /// than its interval counts as missed, so that the late ones are not forgotten.
    Calibration calibration(Instant since, Instant now) {
        return jdbc.sql("""
                        with outcome as (
                            select e.*, extract(epoch from coalesce(a.created_at, :now) - e.made_at) as seconds
                            from compute.start_estimate e
                            join compute.session s on s.id = e.session_id
                            left join compute.attempt a on a.session_id = e.session_id and a.number = e.attempt
                            where e.made_at >= :since and e.median_seconds is not null
                              and (a.created_at is not null
                                   or s.ended_at is null and :now > e.made_at + make_interval(secs => e.high90_seconds)))
                        select count(*) as estimates,
                               avg(case when seconds between low50_seconds - 2 and high50_seconds + 2 then 1.0 else 0 end)
                                   as within50,
                               avg(case when seconds between low90_seconds - 2 and high90_seconds + 2 then 1.0 else 0 end)
                                   as within90,
                               percentile_cont(0.5) within group (order by abs(seconds - median_seconds)) as error
                        from outcome
                        """)
                .params(Map.of("since", Timestamp.from(since), "now", Timestamp.from(now)))
                .query((row, number) -> new Calibration(
                        row.getInt("estimates"),
                        nullable(row, "within50"),
                        nullable(row, "within90"),
                        nullable(row, "error")))
                .single();
    }

    private static Likeness likeness(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Likeness(
                row.getObject("project_id", UUID.class),
                row.getString("kind"),
                row.getBoolean("on_gpu"),
                row.getString("program"),
                row.getString("command"));
    }

    private static @Nullable Double nullable(java.sql.ResultSet row, String column) throws java.sql.SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }
}
