package org.dure.server.tracking.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dure.server.tracking.Metric;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over metrics: the points, and for each run and key the series that sums them up.
@Repository
public class MetricRepository {

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

    MetricRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Adds points within the caller's transaction; those that are there already change nothing.
    public void add(long runId, List<Point> points) {
        String[] keys = points.stream().map(Point::key).distinct().sorted().toArray(String[]::new);
        makeSeries(runId, keys);
        jdbc.sql(ADD)
                .param("run_id", runId)
                .param("keys", points.stream().map(Point::key).toArray(String[]::new))
                .param(
                        "steps",
                        points.stream().map(point -> point.metric().step()).toArray(Long[]::new))
                .param(
                        "times",
                        points.stream().map(point -> point.metric().ms()).toArray(Long[]::new))
                .param(
                        "values",
                        points.stream().map(point -> point.metric().value()).toArray(Double[]::new))
                .update();
    }

    /// Makes the series that are new and locks all of them, always in the same order, so that writers of the same run
    /// wait for each other and never for ever.
    private void makeSeries(long runId, String[] keys) {
        jdbc.sql("""
                        insert into tracking.series (run_id, key)
                        select :run_id, key from unnest(cast(:keys as text[])) as key
                        on conflict do nothing
                        """).param("run_id", runId).param("keys", keys).update();
        jdbc.sql("""
                        select id from tracking.series where run_id = :run_id and key = any(cast(:keys as text[]))
                        order by id for update
                        """)
                .param("run_id", runId)
                .param("keys", keys)
                .query(Long.class)
                .list();
    }

    private static final String ADD = """
            with given as (
                select s.id as series_id, g.step, g.ms, g.value
                from unnest(cast(:keys as text[]), cast(:steps as bigint[]), cast(:times as bigint[]),
                            cast(:values as double precision[])) as g (key, step, ms, value)
                join tracking.series s on s.run_id = :run_id and s.key = g.key
            ), added as (
                insert into tracking.point (series_id, step, ms, value)
                select series_id, step, ms, value from given on conflict do nothing
                returning series_id, step, ms, value
            ), sums as (
                select series_id, count(*) as n,
                       (array_agg(step order by step, ms, value))[1] as first_step,
                       (array_agg(ms order by step, ms, value))[1] as first_ms,
                       (array_agg(value order by step, ms, value))[1] as first_value,
                       (array_agg(step order by step desc, ms desc, value desc))[1] as last_step,
                       (array_agg(ms order by step desc, ms desc, value desc))[1] as last_ms,
                       (array_agg(value order by step desc, ms desc, value desc))[1] as last_value,
                       (array_agg(value order by value, step) filter (where value <> 'NaN'))[1] as min_value,
                       (array_agg(step order by value, step) filter (where value <> 'NaN'))[1] as min_step,
                       (array_agg(value order by value desc, step) filter (where value <> 'NaN'))[1] as max_value,
                       (array_agg(step order by value desc, step) filter (where value <> 'NaN'))[1] as max_step
                from added group by series_id
            )
            update tracking.series s set
                n = s.n + a.n,
                (first_step, first_ms, first_value) = (select t.step, t.ms, t.value
                    from (values (s.first_step, s.first_ms, s.first_value), (a.first_step, a.first_ms, a.first_value))
                        as t (step, ms, value)
                    where t.step is not null order by t.step, t.ms, t.value limit 1),
                (last_step, last_ms, last_value) = (select t.step, t.ms, t.value
                    from (values (s.last_step, s.last_ms, s.last_value), (a.last_step, a.last_ms, a.last_value))
                        as t (step, ms, value)
                    where t.step is not null order by t.step desc, t.ms desc, t.value desc limit 1),
                (min_value, min_step) = (select t.value, t.step
                    from (values (s.min_value, s.min_step), (a.min_value, a.min_step), (null, null)) as t (value, step)
                    order by t.value nulls last, t.step limit 1),
                (max_value, max_step) = (select t.value, t.step
                    from (values (s.max_value, s.max_step), (a.max_value, a.max_step), (null, null)) as t (value, step)
                    order by t.value desc nulls last, t.step limit 1)
            from sums a where s.id = a.series_id
            """;

    /// By run and key, the last point.
    public Map<Long, Map<String, Metric>> latest(Long[] runIds) {
        Map<Long, Map<String, Metric>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select run_id, key, last_value as value, last_ms as ms, last_step as step from tracking.series
                        where run_id = any(cast(:ids as bigint[])) and n > 0 order by run_id, key
                        """).param("ids", runIds).query(row -> {
            found.computeIfAbsent(row.getLong("run_id"), id -> new LinkedHashMap<>())
                    .put(
                            row.getString("key"),
                            new Metric(row.getDouble("value"), row.getLong("ms"), row.getLong("step")));
        });
        return found;
    }

    public List<Series> series(long runId) {
        return jdbc.sql("select * from tracking.series where run_id = :run_id and n > 0 order by key limit 100000")
                .param("run_id", runId)
                .query(SERIES)
                .list();
    }

    public Optional<Series> series(long runId, String key) {
        return jdbc.sql("select * from tracking.series where run_id = :run_id and key = :key and n > 0")
                .param("run_id", runId)
                .param("key", key)
                .query(SERIES)
                .optional();
    }

    /// Where these runs stand, by their public ids: for those who watch.
    public Map<String, Standing> standing(Set<String> runIds) {
        Map<String, Standing> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select r.uuid, r.status, s.* from tracking.run r
                        left join tracking.series s on s.run_id = r.id and s.n > 0
                        where r.uuid = any(cast(:ids as text[])) order by r.uuid, s.key
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

    /// In the order (step, time, value).
    ///
    /// @param after the last of the page before
    public List<Metric> history(long runId, String key, @Nullable Metric after, int limit) {
        return jdbc.sql("""
                        select p.step, p.ms, p.value from tracking.point p
                        join tracking.series s on s.id = p.series_id
                        where s.run_id = :run_id and s.key = :key
                          and (cast(:step as bigint) is null or (p.step, p.ms, p.value) > (:step, :ms, :value))
                        order by p.series_id, p.step, p.ms, p.value limit :limit
                        """)
                .param("run_id", runId)
                .param("key", key)
                .param("step", after == null ? null : after.step(), java.sql.Types.BIGINT)
                .param("ms", after == null ? null : after.ms(), java.sql.Types.BIGINT)
                .param("value", after == null ? null : after.value(), java.sql.Types.DOUBLE)
                .param("limit", limit)
                .query(METRIC)
                .list();
    }

    /// A drawing of the series in at most 4 × `buckets` points: of each of `buckets` runs of points the first, the
    /// last, the least and the greatest, so that no peak is lost.
    public List<Metric> thinned(long runId, String key, int buckets) {
        return jdbc.sql("""
                        with numbered as (
                            select p.step, p.ms, p.value, row_number() over w as place, ntile(:buckets) over w as bucket
                            from tracking.point p join tracking.series s on s.id = p.series_id
                            where s.run_id = :run_id and s.key = :key
                            window w as (order by p.step, p.ms, p.value)
                        ), placed as (
                            select *,
                                   row_number() over (partition by bucket order by place) as from_first,
                                   row_number() over (partition by bucket order by place desc) as from_last,
                                   row_number() over (partition by bucket order by value = 'NaN', value, place) as from_least,
                                   row_number() over (partition by bucket order by value = 'NaN', value desc, place) as from_most
                            from numbered
                        )
                        select step, ms, value from placed
                        where 1 in (from_first, from_last, from_least, from_most) order by place
                        """)
                .param("buckets", buckets)
                .param("run_id", runId)
                .param("key", key)
                .query(METRIC)
                .list();
    }

    private static Series.@Nullable Extreme extreme(@Nullable Double value, @Nullable Long step) {
        return value == null || step == null ? null : new Series.Extreme(value, step);
    }
}
