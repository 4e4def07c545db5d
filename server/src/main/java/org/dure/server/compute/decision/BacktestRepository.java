package org.dure.server.compute.decision;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL that holds the probabilities of decisions against what then happened.
@Repository
class BacktestRepository {

    private static final int BINS = 10;

    /// A decision whose outcome is not known yet.
    ///
    /// @param best  the loss to get below, as the program would log it
    /// @param until end of the slice
    /// @param over  whether the session has ended and nothing more is to be read of it
    record Open(UUID id, UUID session, double best, Instant from, Instant until, boolean judged, boolean over) {}

    private final JdbcClient jdbc;

    BacktestRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Those whose slice, or whose session, is over for half a minute. A slice counts from the program's start; that of
    /// one for which others made room, from the moment it got its slots.
    List<Open> due(Instant now, int limit) {
        return jdbc.sql("""
                        select * from (
                            select d.id, d.session_id, d.best, d.renewed_in_slice is not null as judged,
                                case when d.occasion = 'SWITCH' then d.fulfilled_at else d.time end as begins,
                                greatest(case when d.occasion = 'SWITCH' then d.fulfilled_at else d.time end,
                                         case when d.occasion = 'PLACE' then k.running_at end)
                                    + d.slice_seconds * interval '1 second' as ends,
                                s.ended_at < cast(:now as timestamptz) - interval '30 seconds' as over
                            from compute.decision d
                            join compute.session s on s.id = d.session_id
                            left join compute.attempt_cost k on k.attempt_id = d.attempt_id
                            where d.probability is not null and d.best is not null and d.renewed_at_end is null) as o
                        where o.begins is not null and (o.over
                            or not o.judged and o.ends < cast(:now as timestamptz) - interval '30 seconds')
                        order by o.id limit :limit
                        """)
                .param("now", Timestamp.from(now))
                .param("limit", limit)
                .query((row, number) -> new Open(
                        row.getObject("id", UUID.class),
                        row.getObject("session_id", UUID.class),
                        row.getDouble("best"),
                        row.getTimestamp("begins").toInstant(),
                        row.getTimestamp("ends").toInstant(),
                        row.getBoolean("judged"),
                        row.getBoolean("over")))
                .list();
    }

    /// @param atEnd null where that is not known yet
    void judge(UUID id, boolean inSlice, @Nullable Boolean atEnd) {
        jdbc.sql("""
                        update compute.decision set renewed_in_slice = coalesce(renewed_in_slice, :in_slice),
                            renewed_at_end = cast(:at_end as boolean)
                        where id = :id
                        """)
                .param("in_slice", inSlice)
                .param("at_end", atEnd)
                .param("id", id)
                .update();
    }

    Backtest of(String pool) {
        return new Backtest(outcome(pool, "renewed_in_slice"), outcome(pool, "renewed_at_end"));
    }

    private Backtest.Outcome outcome(String pool, String column) {
        List<Backtest.Bin> bins = jdbc.sql("""
                        select least(width_bucket(probability, 0, 1, :bins), :bins) as bin, count(*) as count,
                            avg(probability) as mean, avg(%1$s::int) as renewed
                        from compute.decision where pool = :pool and probability is not null and %1$s is not null
                        group by 1 order by 1
                        """.formatted(column))
                .param("bins", BINS)
                .param("pool", pool)
                .query((row, number) -> new Backtest.Bin(
                        (row.getInt("bin") - 1.0) / BINS,
                        row.getInt("bin") / (double) BINS,
                        row.getLong("count"),
                        row.getDouble("mean"),
                        row.getDouble("renewed")))
                .list();
        return jdbc.sql("""
                        select count(*) as count, avg((probability - %1$s::int) ^ 2) as brier, avg(%1$s::int) as rate
                        from compute.decision where pool = :pool and probability is not null and %1$s is not null
                        """.formatted(column))
                .param("pool", pool)
                .query((row, number) -> new Backtest.Outcome(
                        row.getLong("count"),
                        bins.isEmpty() ? null : row.getDouble("brier"),
                        bins.isEmpty() ? null : row.getDouble("rate"),
                        bins))
                .single();
    }
}
