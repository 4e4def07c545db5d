package org.dure.server.tracking.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.search.SearchSql;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The SQL that brings numbers of many traces together.
@Repository
class TraceMetricRepository {

    private static final String METADATA =
            "(select %s from tracking.trace_metadata m" + " where m.trace_id = t.id and m.key = '%s')";

    private final JdbcClient jdbc;

    TraceMetricRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// By bucket and group.
    List<TraceMetric.Point> query(
            Collection<Long> experimentIds, List<Comparison> filter, TraceMetric metric, long offset, int limit) {
        SearchSql sql = TraceRepository.found(experimentIds, filter);
        if (metric.fromMs() != null) {
            sql.where("t.requested_ms >= :from_ms", "from_ms", metric.fromMs());
        }
        if (metric.toMs() != null) {
            sql.where("t.requested_ms <= :to_ms", "to_ms", metric.toMs());
        }
        List<String> groups = new ArrayList<>();
        if (metric.intervalSeconds() != null) {
            sql.where("true", "bucket_ms", metric.intervalSeconds() * 1_000);
            groups.add("cast(floor(t.requested_ms / cast(:bucket_ms as double precision)) * :bucket_ms as bigint)");
        }
        metric.dimensions().forEach(dimension -> groups.add(column(dimension)));
        List<String> columns = new ArrayList<>(groups);
        metric.sums().forEach(sum -> columns.add(sum(sum, number(metric.of()))));
        String numbers = numbers(groups.size());
        return jdbc.sql("select " + String.join(", ", columns) + " from tracking.trace t " + sql.conditions()
                        + (groups.isEmpty() ? "" : " group by " + numbers + " order by " + numbers)
                        + " offset :offset limit :limit")
                .params(sql.parameters())
                .param("offset", offset)
                .param("limit", limit)
                .query((row, number) -> {
                    int at = 1;
                    Long bucket = metric.intervalSeconds() == null ? null : (Long) row.getLong(at++);
                    Map<TraceMetric.Dimension, String> named = new EnumMap<>(TraceMetric.Dimension.class);
                    for (TraceMetric.Dimension dimension : metric.dimensions()) {
                        String name = row.getString(at++);
                        if (name != null) {
                            named.put(dimension, name);
                        }
                    }
                    List<@Nullable Double> values = new ArrayList<>();
                    for (int sum = 0; sum < metric.sums().size(); sum++) {
                        values.add(row.getObject(at++, Double.class));
                    }
                    return new TraceMetric.Point(bucket, named, values);
                })
                .list();
    }

    private static String numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            numbers.add(String.valueOf(number));
        }
        return String.join(", ", numbers);
    }

    private static String column(TraceMetric.Dimension dimension) {
        return switch (dimension) {
            case TRACE_NAME ->
                "(select n.value from tracking.trace_tag n where n.trace_id = t.id and n.key = 'mlflow.traceName')";
            case TRACE_STATUS -> "t.state";
        };
    }

    /// Of one trace, null where it has none.
    private static String number(TraceMetric.Of of) {
        return switch (of) {
            case TRACE_COUNT -> "t.id";
            case SESSION_COUNT -> "distinct " + METADATA.formatted("m.value", "mlflow.trace.session");
            case LATENCY -> "t.duration_ms";
            case INPUT_TOKENS, OUTPUT_TOKENS, TOTAL_TOKENS, CACHE_READ_INPUT_TOKENS, CACHE_CREATION_INPUT_TOKENS ->
                METADATA.formatted(
                        "cast(substring(m.value from '\"" + of.name().toLowerCase(Locale.ROOT)
                                + "\" *: *([0-9]{1,15})') as double precision)",
                        "mlflow.trace.tokenUsage");
        };
    }

    private static String sum(TraceMetric.Sum sum, String number) {
        String made = switch (sum.kind()) {
            case COUNT -> "count(" + number + ")";
            case SUM -> "sum(" + number + ")";
            case AVG -> "avg(" + number + ")";
            case MIN -> "min(" + number + ")";
            case MAX -> "max(" + number + ")";
            case PERCENTILE -> "percentile_cont(" + sum.percent() / 100 + ") within group (order by " + number + ")";
        };
        return "cast(" + made + " as double precision)";
    }
}
