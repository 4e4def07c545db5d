package org.dure.server.tracking.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.search.SearchSql;
import org.dure.server.tracking.search.SearchTable;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL of the run table: which runs, in which order, and what stands in their attributes, parameters and tags.
/// Metrics come from `RunMetrics`.
@Repository
class RunTableRepository {

    /// Values at one step that were looked up before.
    record AtStep(Field field, Map<Long, Double> byRun) {}

    /// One group: what its runs share, how many they are, and of each metric asked for its sums.
    record GroupRow(List<@Nullable String> values, long runs, List<Sums> metrics) {}

    /// @param runs in all groups, those beyond the limit too
    record Grouped(List<GroupRow> groups, long runs) {}

    /// @param n         runs whose value is a number
    /// @param deviation of the sample (with n - 1); null below two values
    record Sums(
            long n,
            @Nullable Double mean,
            @Nullable Double deviation,
            @Nullable Double min,
            @Nullable Double max) {}

    private final JdbcClient jdbc;

    RunTableRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// In order of the ids, so that equal questions are equal.
    List<Long> experimentIds(List<UUID> projects) {
        return jdbc.sql("""
                        select id from tracking.experiment where project_id = any(cast(:projects as uuid[])) order by id
                        """)
                .param("projects", projects.toArray(UUID[]::new))
                .query((row, number) -> row.getLong("id"))
                .list();
    }

    /// The newest run's row id: what was made later has a greater one.
    long newest() {
        return jdbc.sql("select coalesce(max(id), 0) from tracking.run")
                .query(Long.class)
                .single();
    }

    /// The row ids of the runs up to `newest`, in order.
    long[] find(Selection selection, List<AtStep> atSteps, long newest, int limit) {
        SearchSql sql = where(selection, atSteps);
        sql.where("t.id <= :newest", "newest", newest);
        selection.orders().forEach(sql::orderByNumbersFirst);
        sql.orderByDefault("t.started_ms desc, t.uuid");
        sql.page(0, limit);
        return jdbc
                .sql("select t.id from tracking.run t" + joins(sql, atSteps) + " " + sql.clauses())
                .params(sql.parameters())
                .query((row, number) -> row.getLong("id"))
                .list()
                .stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    /// How many runs of the selection are newer than that.
    long newer(Selection selection, List<AtStep> atSteps, long newest) {
        SearchSql sql = where(selection, atSteps);
        sql.where("t.id > :newest", "newest", newest);
        return jdbc.sql("select count(*) from tracking.run t" + joins(sql, atSteps) + " " + sql.conditions())
                .params(sql.parameters())
                .query(Long.class)
                .single();
    }

    private static SearchSql where(Selection selection, List<AtStep> atSteps) {
        SearchSql sql = new SearchSql(SearchTable.RUN);
        for (int place = 0; place < atSteps.size(); place++) {
            sql.bind(atSteps.get(place).field(), "at" + place + ".value");
        }
        sql.where(
                "t.experiment_id = any(cast(:experiments as bigint[]))",
                "experiments",
                selection.experimentIds().toArray(Long[]::new));
        sql.where(selection.view());
        if (selection.problemId() != null) {
            sql.where("t.problem_id = :problem", "problem", selection.problemId());
        }
        if (selection.sessionId() != null) {
            sql.where("t.session_id = :session", "session", selection.sessionId());
        }
        if (selection.runs() != null) {
            sql.where(
                    "t.uuid = any(cast(:runs as text[]))",
                    "runs",
                    selection.runs().toArray(String[]::new));
        }
        selection.filter().forEach(sql::where);
        for (int place = 0; place < selection.within().size(); place++) {
            Selection.Group group = selection.within().get(place);
            within(sql, group, "within" + place);
        }
        return sql;
    }

    /// The values of parameters and tags stand in an index.
    private static void within(SearchSql sql, Selection.Group group, String name) {
        String value = group.value();
        switch (group.field().kind()) {
            case PARAM, TAG ->
                sql.where(
                        value == null
                                ? new Comparison(
                                        group.field(), Comparison.Operator.IS_NULL, new Comparison.Operand.None())
                                : new Comparison(
                                        group.field(), Comparison.Operator.EQUAL, new Comparison.Operand.Text(value)));
            case ATTRIBUTE, DATASET, METRIC ->
                sql.where(sql.value(group.field()) + " is not distinct from cast(:" + name + " as text)", name, value);
        }
    }

    private static String joins(SearchSql sql, List<AtStep> atSteps) {
        StringBuilder joins = new StringBuilder();
        for (int place = 0; place < atSteps.size(); place++) {
            Map<Long, Double> values = atSteps.get(place).byRun();
            sql.parameters().put("atRuns" + place, values.keySet().toArray(Long[]::new));
            sql.parameters().put("atValues" + place, values.values().toArray(Double[]::new));
            joins.append("""
                     left join unnest(cast(:atRuns%1$d as bigint[]), cast(:atValues%1$d as double precision[]))
                    as at%1$d (run_id, value) on at%1$d.run_id = t.id""".formatted(place));
        }
        return joins.toString();
    }

    /// By row id.
    Map<Long, RunRow> rows(Long[] ids) {
        Map<Long, RunRow> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select r.*, e.name as experiment from tracking.run r
                        join tracking.experiment e on e.id = r.experiment_id
                        where r.id = any(cast(:ids as bigint[]))
                        """).param("ids", ids).query((RowCallbackHandler)
                row -> found.put(row.getLong("id"), RunRow.read(row)));
        return found;
    }

    /// By row id and key.
    Map<Long, Map<String, String>> pairs(Field.Kind kind, Long[] ids, String[] keys) {
        Map<Long, Map<String, String>> found = new LinkedHashMap<>();
        jdbc.sql("select run_id, key, value from " + table(kind)
                        + " where run_id = any(cast(:ids as bigint[])) and key = any(cast(:keys as text[]))")
                .param("ids", ids)
                .param("keys", keys)
                .query((RowCallbackHandler)
                        row -> found.computeIfAbsent(row.getLong("run_id"), id -> new LinkedHashMap<>())
                                .put(row.getString("key"), row.getString("value")));
        return found;
    }

    /// By row id, one value of the data sets that a run read.
    Map<Long, String> datasets(Long[] ids, String column) {
        SearchSql sql = new SearchSql(SearchTable.RUN);
        String value = sql.value(new Field(Field.Kind.DATASET, column));
        Map<Long, String> found = new LinkedHashMap<>();
        jdbc.sql("select t.id, " + value + " as value from tracking.run t where t.id = any(cast(:ids as bigint[]))")
                .params(sql.parameters())
                .param("ids", ids)
                .query((RowCallbackHandler) row -> found.put(row.getLong("id"), row.getString("value")));
        return found;
    }

    /// The keys that these runs have, by name, each with how many of the runs have it.
    ///
    /// @param pattern of ILIKE, in which no character is an escape
    Map<String, Long> keys(Field.Kind kind, Long[] ids, String pattern, int limit) {
        Map<String, Long> found = new LinkedHashMap<>();
        jdbc.sql("select key, count(*) as runs from " + table(kind) + """
                         where run_id = any(cast(:ids as bigint[])) and key ilike :pattern escape ''
                        group by key order by key limit :limit
                        """)
                .param("ids", ids)
                .param("pattern", pattern)
                .param("limit", limit)
                .query((RowCallbackHandler) row -> found.put(row.getString("key"), row.getLong("runs")));
        return found;
    }

    /// The groups of the runs of a selection, the largest first. A value of 1e150 and more is left out, as its square
    /// is no number.
    ///
    /// @param atSteps those of the selection and of `metrics`
    Grouped groups(Selection selection, List<Field> by, List<Field> metrics, List<AtStep> atSteps, int limit) {
        SearchSql sql = where(selection, atSteps);
        List<String> inner = new ArrayList<>();
        List<String> outer = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int place = 0; place < by.size(); place++) {
            inner.add(sql.joinedValue(by.get(place)) + " as g" + place);
            keys.add("g" + place);
        }
        for (int place = 0; place < metrics.size(); place++) {
            String value = "v" + place;
            inner.add(sql.joinedValue(metrics.get(place)) + " as " + value);
            for (String sum : List.of("count", "avg", "stddev_samp", "min", "max")) {
                outer.add("%s(%s) filter (where abs(%s) < 1e150) as %s_%s".formatted(sum, value, value, sum, value));
            }
        }
        List<GroupRow> groups = new ArrayList<>();
        long[] total = {0};
        jdbc.sql("select " + String.join(", ", keys) + ", count(*) as runs, sum(count(*)) over () as total"
                        + (outer.isEmpty() ? "" : ", " + String.join(", ", outer)) + " from (select "
                        + String.join(", ", inner) + " from tracking.run t" + joins(sql, atSteps) + sql.joins() + " "
                        + sql.conditions() + ") runs group by " + String.join(", ", keys)
                        + " order by runs desc, " + String.join(", ", keys) + " limit " + limit)
                .params(sql.parameters())
                .query((RowCallbackHandler) row -> {
                    total[0] = row.getLong("total");
                    groups.add(group(row, keys, metrics.size()));
                });
        return new Grouped(groups, total[0]);
    }

    private static GroupRow group(ResultSet row, List<String> keys, int metrics) throws SQLException {
        List<@Nullable String> values = new ArrayList<>();
        for (String key : keys) {
            values.add(row.getString(key));
        }
        List<Sums> sums = new ArrayList<>();
        for (int place = 0; place < metrics; place++) {
            sums.add(new Sums(
                    row.getLong("count_v" + place),
                    row.getObject("avg_v" + place, Double.class),
                    row.getObject("stddev_samp_v" + place, Double.class),
                    row.getObject("min_v" + place, Double.class),
                    row.getObject("max_v" + place, Double.class)));
        }
        return new GroupRow(values, row.getLong("runs"), sums);
    }

    private static String table(Field.Kind kind) {
        return switch (kind) {
            case PARAM -> "tracking.param";
            case TAG -> "tracking.tag";
            case METRIC, ATTRIBUTE, DATASET -> throw new IllegalArgumentException(kind + " is no kind of pair");
        };
    }
}
