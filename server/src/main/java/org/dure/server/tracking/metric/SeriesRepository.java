package org.dure.server.tracking.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.dure.server.tracking.Metric;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over series, the sums over each run's points by key.
@Repository
class SeriesRepository {

    private static final int SERIES_MOST = 100_000;

    private static final RowMapper<Series> SERIES = (row, number) -> new Series(
            row.getString("key"),
            row.getLong("n"),
            new Metric(row.getDouble("first_value"), row.getLong("first_ms"), row.getLong("first_step")),
            new Metric(row.getDouble("last_value"), row.getLong("last_ms"), row.getLong("last_step")),
            extreme(row.getObject("min_value", Double.class), row.getObject("min_step", Long.class)),
            extreme(row.getObject("max_value", Double.class), row.getObject("max_step", Long.class)));

    private final JdbcClient jdbc;
    private final MetricKeyRepository keys;

    SeriesRepository(JdbcClient jdbc, MetricKeyRepository keys) {
        this.jdbc = jdbc;
        this.keys = keys;
    }

    /// Locks the run's row, the one lock under which its series and chunks change, and marks the run as changed.
    void lockRun(long runId) {
        jdbc.sql("update tracking.run set version = version + 1 where id = :id")
                .param("id", runId)
                .update();
    }

    /// All series of the run, by key.
    List<Series> of(long runId) {
        return jdbc.sql("""
                        select k.key, s.* from tracking.series s join tracking.metric_key k on k.id = s.key_id
                        where s.run_id = :run_id order by k.key limit :most
                        """)
                .param("run_id", runId)
                .param("most", SERIES_MOST)
                .query(SERIES)
                .list();
    }

    /// By run and key.
    Map<Long, Map<String, Series>> of(Long[] runIds, String[] wanted) {
        Map<Long, Map<String, Series>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select k.key, s.* from tracking.series s join tracking.metric_key k on k.id = s.key_id
                        where s.run_id = any(cast(:ids as bigint[])) and s.key_id = any(
                            select id from tracking.metric_key where key = any(cast(:keys as text[])))
                        """).param("ids", runIds).param("keys", wanted).query((RowCallbackHandler)
                row -> found.computeIfAbsent(row.getLong("run_id"), id -> new LinkedHashMap<>())
                        .put(row.getString("key"), SERIES.mapRow(row, 0)));
        return found;
    }

    /// The keys that these runs have, by name, each with how many of the runs have it.
    ///
    /// @param pattern of ILIKE, in which no character is an escape
    Map<String, Long> keys(Long[] runIds, String pattern, int limit) {
        Map<String, Long> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select k.key, s.runs
                        from (
                            select key_id, count(*) as runs from tracking.series
                            where run_id = any(cast(:ids as bigint[])) group by key_id
                        ) as s
                        join tracking.metric_key k on k.id = s.key_id
                        where k.key ilike :pattern escape '' order by k.key limit :limit
                        """)
                .param("ids", runIds)
                .param("pattern", pattern)
                .param("limit", limit)
                .query((RowCallbackHandler) row -> found.put(row.getString("key"), row.getLong("runs")));
        return found;
    }

    /// By key id.
    Map<Integer, Series> find(long runId, Collection<Integer> keyIds) {
        Map<Integer, Series> found = new HashMap<>();
        jdbc.sql("""
                        select k.key, s.* from tracking.series s join tracking.metric_key k on k.id = s.key_id
                        where s.run_id = :run_id and s.key_id = any(cast(:keys as int[]))
                        """)
                .param("run_id", runId)
                .param("keys", keyIds.toArray(Integer[]::new))
                .query((RowCallbackHandler) row -> found.put(row.getInt("key_id"), SERIES.mapRow(row, 0)));
        return found;
    }

    /// By run and key, the last point.
    Map<Long, Map<String, Metric>> latest(Long[] runIds) {
        Map<Long, Map<Integer, Metric>> found = new HashMap<>();
        Set<Integer> keyIds = new java.util.HashSet<>();
        jdbc.sql("""
                        select run_id, key_id, last_value, last_ms, last_step from tracking.series
                        where run_id = any(cast(:ids as bigint[]))
                        """).param("ids", runIds).query(row -> {
            keyIds.add(row.getInt(2));
            found.computeIfAbsent(row.getLong(1), id -> new HashMap<>())
                    .put(row.getInt(2), new Metric(row.getDouble(3), row.getLong(4), row.getLong(5)));
        });
        Map<Integer, String> names = keys.keys(keyIds);
        Map<Long, Map<String, Metric>> named = new LinkedHashMap<>();
        found.forEach((run, metrics) -> {
            Map<String, Metric> sorted = new TreeMap<>();
            metrics.forEach((id, metric) -> sorted.put(names.getOrDefault(id, ""), metric));
            named.put(run, sorted);
        });
        return named;
    }

    /// Where these runs stand, by their public ids: for those who watch.
    Map<String, Standing> standing(Set<String> runIds) {
        Map<String, Standing> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select r.uuid, r.status, k.key, s.* from tracking.run r
                        left join tracking.series s on s.run_id = r.id
                        left join tracking.metric_key k on k.id = s.key_id
                        where r.uuid = any(cast(:ids as text[])) order by r.uuid, k.key
                        """).param("ids", runIds.toArray(String[]::new)).query((RowCallbackHandler) row -> {
            Standing standing = found.get(row.getString("uuid"));
            if (standing == null) {
                standing = new Standing(row.getString("status"), new ArrayList<>());
                found.put(row.getString("uuid"), standing);
            }
            if (row.getString("key") != null) {
                standing.series().add(SERIES.mapRow(row, 0));
            }
        });
        return found;
    }

    /// Writes the series as they are, in the order of their keys.
    ///
    /// @param byKey by key id
    void put(long runId, Map<Integer, Series> byKey) {
        List<Integer> ids = byKey.keySet().stream().sorted().toList();
        List<Series> series = ids.stream().map(byKey::get).toList();
        jdbc.sql("""
                        insert into tracking.series (run_id, key_id, n, last_step, last_ms, last_value,
                            first_step, first_ms, first_value, min_value, min_step, max_value, max_step)
                        select :run_id, given.*
                        from unnest(cast(:keys as int[]), cast(:n as int[]), cast(:last_step as bigint[]),
                            cast(:last_ms as bigint[]), cast(:last_value as double precision[]),
                            cast(:first_step as bigint[]), cast(:first_ms as bigint[]),
                            cast(:first_value as double precision[]), cast(:min_value as double precision[]),
                            cast(:min_step as bigint[]), cast(:max_value as double precision[]),
                            cast(:max_step as bigint[])) as given
                        on conflict (run_id, key_id) do update set
                            n = excluded.n,
                            last_step = excluded.last_step,
                            last_ms = excluded.last_ms,
                            last_value = excluded.last_value,
                            first_step = excluded.first_step,
                            first_ms = excluded.first_ms,
                            first_value = excluded.first_value,
                            min_value = excluded.min_value,
                            min_step = excluded.min_step,
                            max_value = excluded.max_value,
                            max_step = excluded.max_step
                        """)
                .param("run_id", runId)
                .param("keys", ids.toArray(Integer[]::new))
                .param(
                        "n",
                        series.stream().map(each -> Math.toIntExact(each.n())).toArray(Integer[]::new))
                .param("last_step", longs(series, each -> each.last().step()))
                .param("last_ms", longs(series, each -> each.last().ms()))
                .param("last_value", doubles(series, each -> each.last().value()))
                .param("first_step", longs(series, each -> each.first().step()))
                .param("first_ms", longs(series, each -> each.first().ms()))
                .param("first_value", doubles(series, each -> each.first().value()))
                .param("min_value", values(series, Series::min))
                .param("min_step", steps(series, Series::min))
                .param("max_value", values(series, Series::max))
                .param("max_step", steps(series, Series::max))
                .update();
    }

    /// Makes the sums count so many points.
    ///
    /// @param sizes by key id
    void recount(long runId, Map<Integer, Long> sizes) {
        List<Map.Entry<Integer, Long>> pairs = List.copyOf(sizes.entrySet());
        jdbc.sql("""
                        update tracking.series s set n = given.n
                        from unnest(cast(:keys as int[]), cast(:n as int[])) as given (key_id, n)
                        where s.run_id = :run_id and s.key_id = given.key_id and s.n <> given.n
                        """)
                .param("run_id", runId)
                .param("keys", pairs.stream().map(Map.Entry::getKey).toArray(Integer[]::new))
                .param(
                        "n",
                        pairs.stream()
                                .map(pair -> Math.toIntExact(pair.getValue()))
                                .toArray(Integer[]::new))
                .update();
    }

    private static Long[] longs(List<Series> series, ToLongFunction<Series> column) {
        return series.stream().map(column::applyAsLong).toArray(Long[]::new);
    }

    private static Double[] doubles(List<Series> series, ToDoubleFunction<Series> column) {
        return series.stream().map(column::applyAsDouble).toArray(Double[]::new);
    }

    private static @Nullable Double[] values(List<Series> series, Function<Series, Series.@Nullable Extreme> column) {
        @Nullable Double[] values = new Double[series.size()];
        for (int index = 0; index < values.length; index++) {
            Series.Extreme extreme = column.apply(series.get(index));
            values[index] = extreme == null ? null : extreme.value();
        }
        return values;
    }

    private static @Nullable Long[] steps(List<Series> series, Function<Series, Series.@Nullable Extreme> column) {
        @Nullable Long[] steps = new Long[series.size()];
        for (int index = 0; index < steps.length; index++) {
            Series.Extreme extreme = column.apply(series.get(index));
            steps[index] = extreme == null ? null : extreme.step();
        }
        return steps;
    }

    private static Series.@Nullable Extreme extreme(@Nullable Double value, @Nullable Long step) {
        return value == null || step == null ? null : new Series.Extreme(value, step);
    }
}
