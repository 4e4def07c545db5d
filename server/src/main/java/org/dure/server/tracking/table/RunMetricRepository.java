package org.dure.server.tracking.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.metric.Series;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The metrics of many runs at once.
@Repository
class RunMetricRepository {

    private static final RowMapper<Metric> METRIC =
            (row, number) -> new Metric(row.getDouble("value"), row.getLong("ms"), row.getLong("step"));

    private static final RowMapper<Series> SERIES = (row, number) -> new Series(
            row.getString("key"),
            row.getLong("n"),
            new Metric(row.getDouble("first_value"), row.getLong("first_ms"), row.getLong("first_step")),
            new Metric(row.getDouble("last_value"), row.getLong("last_ms"), row.getLong("last_step")),
            extreme(row.getObject("min_value", Double.class), row.getObject("min_step", Long.class)),
            extreme(row.getObject("max_value", Double.class), row.getObject("max_step", Long.class)));

    private final JdbcClient jdbc;

    RunMetricRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// By run and key, of many runs at once.
    Map<Long, Map<String, Series>> series(Long[] runIds, String[] keys) {
        Map<Long, Map<String, Series>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select * from tracking.series
                        where run_id = any(cast(:ids as bigint[])) and key = any(cast(:keys as text[])) and n > 0
                        """).param("ids", runIds).param("keys", keys).query((RowCallbackHandler)
                row -> found.computeIfAbsent(row.getLong("run_id"), id -> new LinkedHashMap<>())
                        .put(row.getString("key"), SERIES.mapRow(row, 0)));
        return found;
    }

    /// By run, the value at exactly this step; of several the last by time and value.
    Map<Long, Double> at(Long[] runIds, String key, long step) {
        Map<Long, Double> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select distinct on (s.run_id) s.run_id, p.value from tracking.series s
                        join tracking.point p on p.series_id = s.id
                        where s.run_id = any(cast(:ids as bigint[])) and s.key = :key and p.step = :step
                        order by s.run_id, p.ms desc, p.value desc
                        """).param("ids", runIds).param("key", key).param("step", step).query((RowCallbackHandler)
                row -> found.put(row.getLong("run_id"), row.getDouble("value")));
        return found;
    }

    /// The metrics that these runs have logged, by name, each with how many of the runs have it.
    ///
    /// @param pattern of ILIKE, in which no character is an escape
    Map<String, Long> keys(Long[] runIds, String pattern, int limit) {
        Map<String, Long> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select key, count(*) as runs from tracking.series
                        where run_id = any(cast(:ids as bigint[])) and n > 0 and key ilike :pattern escape ''
                        group by key order by key limit :limit
                        """)
                .param("ids", runIds)
                .param("pattern", pattern)
                .param("limit", limit)
                .query((RowCallbackHandler) row -> found.put(row.getString("key"), row.getLong("runs")));
        return found;
    }

    /// By run and key, each series in at most `most` points: of a longer one, each of `most` / 4 stretches keeps its
    /// first, last, least and greatest.
    Map<Long, Map<String, List<Metric>>> curves(Long[] runIds, String[] keys, int most) {
        Map<Long, Map<String, List<Metric>>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        with numbered as (
                            select s.run_id, s.key, s.n, p.step, p.ms, p.value,
                                   row_number() over w as place, ntile(:buckets) over w as bucket
                            from tracking.series s join tracking.point p on p.series_id = s.id
                            where s.run_id = any(cast(:ids as bigint[])) and s.key = any(cast(:keys as text[]))
                            window w as (partition by s.id order by p.step, p.ms, p.value)
                        ), placed as (
                            select *,
                                   row_number() over (b order by place) as from_first,
                                   row_number() over (b order by place desc) as from_last,
                                   row_number() over (b order by value = 'NaN', value, place) as from_least,
                                   row_number() over (b order by value = 'NaN', value desc, place) as from_most
                            from numbered window b as (partition by run_id, key, bucket)
                        )
                        select run_id, key, step, ms, value from placed
                        where n <= :most or 1 in (from_first, from_last, from_least, from_most)
                        order by run_id, key, place
                        """)
                .param("ids", runIds)
                .param("keys", keys)
                .param("buckets", Math.max(1, most / 4))
                .param("most", most)
                .query((RowCallbackHandler)
                        row -> found.computeIfAbsent(row.getLong("run_id"), id -> new LinkedHashMap<>())
                                .computeIfAbsent(row.getString("key"), key -> new ArrayList<>())
                                .add(METRIC.mapRow(row, 0)));
        return found;
    }

    private static Series.@Nullable Extreme extreme(@Nullable Double value, @Nullable Long step) {
        return value == null || step == null ? null : new Series.Extreme(value, step);
    }
}
