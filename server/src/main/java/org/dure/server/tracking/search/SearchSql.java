package org.dure.server.tracking.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dure.server.tracking.View;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Comparison.Operand;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.Measure;
import org.dure.server.tracking.filter.Order;
import org.jspecify.annotations.Nullable;

/// Turns MLflow's filters and orders into the clauses of one SQL query over `t`. Values travel as parameters; what is
/// spelt into the text comes from the tables below alone.
public class SearchSql {

    /// Rows that are joined to `t` under this name.
    private record Join(String alias, String clause) {}

    private final SearchTable table;
    private final List<String> conditions = new ArrayList<>();
    /// By kind and key of the fields that they hold.
    private final Map<List<Object>, Join> joins = new LinkedHashMap<>();

    private final List<Keyset.Column> orders = new ArrayList<>();
    private final List<String> defaultOrders = new ArrayList<>();
    private final Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    private final Map<Field, String> atSteps = new HashMap<>();
    private String page = "";

    public SearchSql(SearchTable table) {
        this.table = table;
    }

    /// @param condition may name the parameter as `:name`
    public void where(String condition, String name, @Nullable Object value) {
        conditions.add(condition);
        parameters.put(name, value);
    }

    /// @param condition may name the values as `:name`
    public void where(String condition, Map<String, Object> values) {
        conditions.add(condition);
        parameters.putAll(values);
    }

    public void where(View view) {
        switch (view) {
            case ACTIVE_ONLY -> conditions.add("not t.deleted");
            case DELETED_ONLY -> conditions.add("t.deleted");
            case ALL -> {}
        }
    }

    public void where(Comparison comparison) {
        Field field = comparison.field();
        conditions.add(
                switch (field.kind()) {
                    case METRIC -> metric(comparison);
                    case PARAM -> pair(table.params(), comparison);
                    case TAG -> pair(table.tags(), comparison);
                    case ATTRIBUTE -> compare(attribute(field), comparison);
                    case DATASET -> dataset(comparison);
                });
    }

    /// Values first, then NaN, then what is missing, whichever the direction.
    public void orderBy(Order order) {
        Field field = order.field();
        String value = joinedValue(field);
        if (field.kind() == Field.Kind.METRIC) {
            orders.add(new Keyset.Column(
                    "(case when " + value + " = 'NaN' then 1 when " + value + " is null then 2 else 0 end)",
                    true,
                    false));
        }
        orders.add(new Keyset.Column(value, order.ascending(), true));
    }

    /// As `orderBy`, but texts that are numbers come first, by their values.
    public void orderByNumbersFirst(Order order) {
        switch (order.field().kind()) {
            case PARAM, TAG ->
                orders.add(new Keyset.Column(number(joinedValue(order.field())), order.ascending(), true));
            case METRIC, ATTRIBUTE, DATASET -> {}
        }
        orderBy(order);
    }

    /// The field's value as an expression over what `joins` joins, null where it is missing. A subquery would be run
    /// for each row and each use; this is read once for all.
    public String joinedValue(Field field) {
        return switch (field.kind()) {
            case METRIC ->
                field.measure() instanceof Measure.Sum
                        ? column(field).replaceFirst("^s\\.", joined(field) + ".")
                        : value(field);
            case PARAM, TAG -> joined(field) + ".value";
            case ATTRIBUTE, DATASET -> value(field);
        };
    }

    /// Comes before the conditions of who reads values by `joinedValue`.
    public String joins() {
        return joins.values().stream().map(Join::clause).collect(Collectors.joining());
    }

    /// The field's value as an expression of SQL over `t`, null where it is missing.
    public String value(Field field) {
        return switch (field.kind()) {
            case METRIC -> metric(field);
            case PARAM -> value(table.params(), field);
            case TAG -> value(table.tags(), field);
            case ATTRIBUTE -> attribute(field);
            case DATASET ->
                "(select min(i." + datasetColumn(field) + ") from tracking.run_input i where i.run_id = t.id)";
        };
    }

    /// An expression of SQL, null where the text is no number. Exponents of more than two digits are none, and neither
    /// is what is longer than any number is written, so that no cast can overflow.
    ///
    /// @param text an expression, too
    public static String number(String text) {
        // Bounds on how often something may be repeated would take three times as long.
        return "case when length(" + text + ") <= 60 and " + text
                + " ~ '^[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9][0-9]?)?$'"
                + " then cast(" + text + " as double precision) end";
    }

    /// @param expression null where there is no value; may name the values as `:name`
    public void orderBy(String expression, boolean ascending, Map<String, Object> values) {
        orders.add(new Keyset.Column(expression, ascending, true));
        parameters.putAll(values);
    }

    /// @param column of `t`, never null
    public void orderBy(String column, boolean ascending) {
        orders.add(new Keyset.Column(column, ascending, false));
    }

    /// @param columns of `t`, which settle what the wished orders leave open
    public void orderByDefault(String columns) {
        defaultOrders.add(columns);
    }

    /// What the rows are ordered by, as expressions of SQL: their values in a row are what `after` takes.
    public List<String> keyset() {
        return orders.stream().map(Keyset.Column::expression).toList();
    }

    /// Only rows after the one with these values in `keyset`.
    ///
    /// @throws IllegalArgumentException where they are not of this order
    public void after(List<? extends @Nullable Object> last) {
        if (last.size() != orders.size()) {
            throw new IllegalArgumentException("A row of another order");
        }
        conditions.add(Keyset.after(orders, last, this::add));
    }

    public void page(long offset, int limit) {
        page = " offset " + offset + " limit " + limit;
    }

    public String conditions() {
        return "where " + String.join(" and ", conditions);
    }

    public String clauses() {
        List<String> all = new ArrayList<>();
        orders.forEach(column -> all.add(column.order()));
        all.addAll(defaultOrders);
        return joins() + " " + conditions() + " order by " + String.join(", ", all) + page;
    }

    public Map<String, @Nullable Object> parameters() {
        return parameters;
    }

    /// Where the values of a metric at one step stand, since no series keeps them.
    ///
    /// @param expression of SQL, null where there is no value
    public void bind(Field atStep, String expression) {
        atSteps.put(atStep, expression);
    }

    private String metric(Comparison comparison) {
        Field field = comparison.field();
        if (field.measure() instanceof Measure.AtStep) {
            String value = metric(field);
            return "(" + value + " <> 'NaN' and " + compare(value, comparison) + ")";
        }
        String column = column(field);
        return "exists (select from tracking.series s where s.run_id = t.id and s.key_id = " + keyId(field) + " and "
                + column + " <> 'NaN' and " + compare(column, comparison) + ")";
    }

    private String metric(Field field) {
        if (field.measure() instanceof Measure.AtStep) {
            return Objects.requireNonNull(atSteps.get(field), "A value at a step needs `bind`");
        }
        return "(select " + column(field) + " from tracking.series s where s.run_id = t.id and s.key_id = "
                + keyId(field) + ")";
    }

    private static String column(Field field) {
        return switch (field.measure()) {
            case Measure.Sum.LAST -> "s.last_value";
            case Measure.Sum.FIRST -> "s.first_value";
            case Measure.Sum.MIN -> "s.min_value";
            case Measure.Sum.MAX -> "s.max_value";
            case Measure.Sum.BEST -> throw new IllegalStateException("Who searches says which is best: " + field);
            case Measure.AtStep step -> throw new IllegalStateException("No series keeps " + step);
        };
    }

    /// @return the name of the rows that hold the field; the same for all measures of one metric
    private String joined(Field field) {
        return joins.computeIfAbsent(List.of(field.kind(), field.key()), key -> {
                    String alias = "o" + joins.size();
                    return new Join(alias, " left join tracking." + rows(field, alias));
                })
                .alias();
    }

    private String rows(Field field, String alias) {
        return switch (field.kind()) {
            case METRIC -> "series %1$s on %1$s.run_id = t.id and %1$s.key_id = ".formatted(alias) + keyId(field);
            case PARAM -> pairs(table.params(), field, alias);
            case TAG -> pairs(table.tags(), field, alias);
            case ATTRIBUTE, DATASET -> throw new IllegalStateException("No rows of its own hold " + field);
        };
    }

    private String pairs(String pairs, Field field, String alias) {
        return "%2$s %1$s on %1$s.%3$s = t.%4$s and %1$s.key = "
                        .formatted(alias, pairs, table.foreignKey(), table.key())
                + add(field.key());
    }

    private String attribute(Field field) {
        return table.attribute(field.key());
    }

    private String pair(String pairs, Comparison comparison) {
        String row = "select from tracking." + pairs + " p where p." + table.foreignKey() + " = t." + table.key()
                + " and p.key = " + add(comparison.field().key());
        return switch (comparison.operator()) {
            case IS_NULL -> "not exists (" + row + ")";
            case IS_NOT_NULL -> "exists (" + row + ")";
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, LIKE, ILIKE, RLIKE, IN, NOT_IN ->
                "exists (" + row + " and "
                        + compare(
                                comparison.operand() instanceof Operand.Real ? number("p.value") : "p.value",
                                comparison)
                        + beginning(comparison) + ")";
        };
    }

    /// What equals a text begins as it does, and the beginnings of values stand in an index.
    private String beginning(Comparison comparison) {
        return comparison.operator() == Comparison.Operator.EQUAL && comparison.operand() instanceof Operand.Text text
                ? " and left(p.value, 64) = left(" + add(text.value()) + ", 64)"
                : "";
    }

    private String value(String pairs, Field field) {
        return "(select p.value from tracking." + pairs + " p where p." + table.foreignKey() + " = t." + table.key()
                + " and p.key = " + add(field.key()) + ")";
    }

    /// A data set's context is a tag of the input.
    private String dataset(Comparison comparison) {
        return "exists (select from tracking.run_input i where i.run_id = t.id and "
                + compare("i." + datasetColumn(comparison.field()), comparison) + ")";
    }

    private static String datasetColumn(Field field) {
        return field.key().equals("context") ? "context" : field.key().equals("name") ? "name" : "digest";
    }

    private String compare(String column, Comparison comparison) {
        return comparison.inSql(column, this::add);
    }

    private String keyId(Field field) {
        return "(select k.id from tracking.metric_key k where k.key = " + add(field.key()) + ")";
    }

    private String add(Object value) {
        String name = "p" + parameters.size();
        parameters.put(name, value);
        return ":" + name;
    }
}
