package org.dure.server.tracking.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.search.SearchSql;
import org.dure.server.tracking.trace.TraceMetric.View;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The SQL that brings numbers of many traces together.
@Repository
class TraceMetricRepository {

    private static final String METADATA =
            "(select %s from tracking.trace_metadata m" + " where m.trace_id = t.id and m.key = '%s')";

    /// `b.body` is the assessment as JSON of which every part can be had as text: PostgreSQL keeps one character in no
    /// text, and what holds it is looked at no further. `b.value` is what is said.
    private static final String ASSESSMENTS = """
            join tracking.assessment a on a.trace_id = t.id and a.valid
            cross join lateral (
                select case when position('\\u0000' in a.body) > 0 then cast('{}' as json) else cast(a.body as json) end as body
            ) as j
            cross join lateral (
                select j.body, coalesce(j.body -> 'feedback' -> 'value', j.body -> 'expectation' -> 'value') as value
            ) as b
            """;

    private static final String SAID = """
            case json_typeof(b.value)
                when 'boolean' then case cast(b.value as text) when 'true' then 1.0 else 0.0 end
                when 'number' then %s
                when 'string' then case lower(btrim(b.value #>> '{}')) when 'yes' then 1.0 when 'no' then 0.0 end
            end""".formatted(SearchSql.number("(b.value #>> '{}')"));

    private final JdbcClient jdbc;

    TraceMetricRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// By bucket and group.
    List<TraceMetric.Point> query(
            Collection<Long> experimentIds, List<Comparison> filter, TraceMetric metric, long offset, int limit) {
        SearchSql sql = TraceRepository.found(experimentIds, filter);
        List<String> groups = choose(metric, sql);
        List<String> columns = new ArrayList<>(groups);
        metric.sums().forEach(sum -> columns.add(sum(sum, number(metric.of()))));
        String numbers = IntStream.rangeClosed(1, groups.size())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", "));
        return jdbc.sql("select " + String.join(", ", columns) + " from tracking.trace t "
                        + rows(metric.of().view()) + sql.conditions()
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
                        named.put(dimension, row.getString(at++));
                    }
                    List<@Nullable Double> values = new ArrayList<>();
                    for (int sum = 0; sum < metric.sums().size(); sum++) {
                        values.add(row.getObject(at++, Double.class));
                    }
                    return new TraceMetric.Point(bucket, named, values);
                })
                .list();
    }

    /// Leaves out what is not asked for, or has no such number.
    ///
    /// @return what the rest is grouped by
    private static List<String> choose(TraceMetric metric, SearchSql sql) {
        String time = metric.of().isCost() ? "s.started_ns / cast(1000000 as numeric)" : "t.requested_ms";
        if (metric.fromMs() != null) {
            sql.where(time + " >= :from_ms", "from_ms", metric.fromMs());
        }
        if (metric.toMs() != null) {
            // To the end of that millisecond.
            sql.where(time + " < cast(:to_ms as numeric) + 1", "to_ms", metric.toMs());
        }
        for (int number = 0; number < metric.only().size(); number++) {
            TraceMetric.Only only = metric.only().get(number);
            sql.where(column(only.dimension()) + " = :only" + number, "only" + number, only.value());
        }
        List<String> groups = new ArrayList<>();
        if (metric.of() != TraceMetric.Of.SESSION_COUNT) {
            sql.where(number(metric.of()) + " is not null", Map.of());
        }
        if (metric.intervalSeconds() != null) {
            sql.where("true", "bucket_ms", metric.intervalSeconds() * 1_000);
            groups.add(bucket(metric.of().view()));
        }
        metric.dimensions().forEach(dimension -> {
            sql.where(column(dimension) + " is not null", Map.of());
            groups.add(column(dimension));
        });
        return groups;
    }

    private static String rows(View view) {
        return switch (view) {
            case TRACES -> "";
            case SPANS -> "join tracking.trace_span s on s.trace_id = t.id ";
            case ASSESSMENTS -> ASSESSMENTS;
        };
    }

    /// Spans lie in time where they began, the others where their trace did. Whole numbers alone: what begins in the
    /// last nanosecond of a bucket is in it.
    private static String bucket(View view) {
        String bucket = "cast(:bucket_ms as numeric)";
        String time = "cast(t.requested_ms as numeric)";
        if (view == View.SPANS) {
            time = "cast(s.started_ns as numeric)";
            bucket = "(" + bucket + " * 1000000)";
        }
        return "cast(div(%1$s - mod(mod(%1$s, %2$s) + %2$s, %2$s), %2$s) * :bucket_ms as bigint)"
                .formatted(time, bucket);
    }

    private static String column(TraceMetric.Dimension dimension) {
        return switch (dimension) {
            case TRACE_NAME ->
                "(select n.value from tracking.trace_tag n where n.trace_id = t.id and n.key = 'mlflow.traceName')";
            case TRACE_STATUS -> "t.state";
            case SPAN_NAME -> "s.name";
            case SPAN_TYPE -> "s.type";
            case SPAN_STATUS -> "s.status";
            case SPAN_MODEL_NAME -> "s.model_name";
            case SPAN_MODEL_PROVIDER -> "s.model_provider";
            case ASSESSMENT_NAME -> "(b.body ->> 'assessment_name')";
            case ASSESSMENT_TYPE ->
                "(case when b.body -> 'feedback' is not null then 'feedback'"
                        + " when b.body -> 'expectation' is not null then 'expectation'"
                        + " when b.body -> 'issue' is not null then 'issue' end)";
            case ASSESSMENT_VALUE -> "cast(b.value as text)";
        };
    }

    /// Of one trace, span or assessment; null where it has none.
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
            case SPAN_COUNT -> "s.span_id";
            case SPAN_LATENCY -> "div(cast(s.ended_ns as numeric) - s.started_ns, 1000000)";
            case INPUT_COST, OUTPUT_COST, TOTAL_COST -> "s." + of.name().toLowerCase(Locale.ROOT);
            case ASSESSMENT_COUNT -> "a.id";
            case ASSESSMENT_VALUE -> "(" + SAID + ")";
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
