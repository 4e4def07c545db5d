package org.dure.server.models.mlflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Comparison.Operand;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.mlflow.MlflowError;
import org.jspecify.annotations.Nullable;

/// Turns MLflow's filters and orders into the clauses of one SQL query over `t`, the models or the versions that a
/// caller may see. Values travel as parameters; what is spelt into the text comes from the tables below alone.
final class RegistryQuery {

    /// MLflow keeps prompts in the same tables; only who asks for them by this tag gets them.
    static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

    private static final String IS_PROMPT = "exists (select from models.model_tag g where g.model_id = t.model_id and "
            + "g.key = '" + PROMPT_TAG + "' and g.value = 'true')";

    /// What is searched.
    enum Kind {
        MODELS(
                "models.model_tag g where g.model_id = t.model_id",
                Map.of(
                        "name", "t.shown collate \"C\"",
                        "creation_timestamp", "t.created_at",
                        "last_updated_timestamp", "t.updated_at"),
                List.of("name asc")),
        VERSIONS(
                "models.version_tag g where g.version_id = t.id",
                Map.of(
                        "name", "t.shown collate \"C\"",
                        "version_number", "t.number",
                        "run_id", "t.run_id",
                        "source_path", "t.source",
                        "creation_timestamp", "t.created_at",
                        "last_updated_timestamp", "t.updated_at"),
                List.of("last_updated_timestamp desc", "name asc", "version_number desc"));

        private final String tags;
        private final Map<String, String> attributes;
        private final List<String> order;

        /// @param order where nothing or not everything is wished, with the ties' breakers behind
        Kind(String tags, Map<String, String> attributes, List<String> order) {
            this.tags = tags;
            this.attributes = attributes;
            this.order = order;
        }
    }

    private final Kind kind;
    private final Scope scope;
    private final List<String> conditions = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private final Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    private String page = "";

    RegistryQuery(Kind kind, Scope scope) {
        this.kind = kind;
        this.scope = scope;
        List<UUID> ids = new ArrayList<>(scope.projects().keySet());
        UUID home = scope.home();
        parameters.put("project_ids", ids.toArray(UUID[]::new));
        parameters.put(
                "project_names",
                ids.stream().map(scope.projects()::get).map(String::valueOf).toArray(String[]::new));
        parameters.put("home", home);
    }

    void where(String condition, String name, Object value) {
        conditions.add(condition);
        parameters.put(name, value);
    }

    /// By a filter of clients, who mean no prompts where they do not say so.
    void where(List<Comparison> filter) {
        boolean prompts = filter.stream().anyMatch(RegistryQuery::asksForPrompts);
        conditions.add(prompts ? IS_PROMPT : "not " + IS_PROMPT);
        filter.stream().filter(comparison -> !isPromptTag(comparison)).forEach(this::where);
    }

    private void where(Comparison comparison) {
        Field field = comparison.field();
        if (field.kind() == Field.Kind.ATTRIBUTE) {
            check(field, comparison.operand());
            conditions.add(compare(attribute(field), field.key().equals("name") ? asShown(comparison) : comparison));
            return;
        }
        String tag = "select from " + kind.tags + " and g.key = " + add(field.key());
        String exists = comparison.operator() == Comparison.Operator.IS_NULL ? "not exists (" : "exists (";
        boolean hasNoValue = comparison.operand() instanceof Operand.None;
        conditions.add(exists + tag + (hasNoValue ? "" : " and " + compare("g.value", comparison)) + ")");
    }

    private static void check(Field field, Operand operand) {
        if (operand instanceof Operand.Real(double value) && value != Math.rint(value)) {
            throw MlflowError.invalid("Invalid value for numeric attribute '" + field.key() + "': " + value);
        }
        if (operand instanceof Operand.Texts && field.key().equals("source_path")) {
            throw MlflowError.invalid(
                    "Only ['name', 'run_id'] attributes support comparison with a list of quoted" + " string values.");
        }
    }

    /// A model is found by its name with the project before it, too, where it is shown without. Patterns are for
    /// shown names alone.
    private Comparison asShown(Comparison comparison) {
        return switch (comparison.operator()) {
            case EQUAL, NOT_EQUAL, IN, NOT_IN ->
                switch (comparison.operand()) {
                    case Operand.Text text -> with(comparison, new Operand.Text(scope.shown(text.value())));
                    case Operand.Texts texts ->
                        with(
                                comparison,
                                new Operand.Texts(texts.values().stream()
                                        .map(scope::shown)
                                        .toList()));
                    case Operand.Real real -> comparison;
                    case Operand.None none -> comparison;
                };
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, LIKE, ILIKE, RLIKE, IS_NULL, IS_NOT_NULL -> comparison;
        };
    }

    private static Comparison with(Comparison comparison, Operand operand) {
        return new Comparison(comparison.field(), comparison.operator(), operand);
    }

    /// @throws MlflowError where a field comes twice or is a tag
    void orderBy(List<Order> wished) {
        Set<String> seen = new HashSet<>();
        for (Order order : wished) {
            if (order.field().kind() != Field.Kind.ATTRIBUTE) {
                throw MlflowError.invalid(
                        "Invalid order_by entity: " + order.field().key() + "; tags order nothing here");
            }
            if (!seen.add(order.field().key())) {
                throw MlflowError.invalid(
                        "`order_by` contains duplicate fields: " + order.field().key());
            }
            orders.add(attribute(order.field()) + (order.ascending() ? " asc" : " desc"));
        }
        for (String each : kind.order) {
            String[] field = each.split(" ");
            boolean breaksTies = !field[0].equals("last_updated_timestamp");
            if (!seen.contains(field[0]) && (wished.isEmpty() || breaksTies)) {
                orders.add(attribute(new Field(Field.Kind.ATTRIBUTE, field[0])) + " " + field[1]);
            }
        }
    }

    void page(long offset, int limit) {
        page = " offset " + offset + " limit " + limit;
    }

    String clauses() {
        return " where " + String.join(" and ", conditions)
                + (orders.isEmpty() ? "" : " order by " + String.join(", ", orders))
                + page;
    }

    Map<String, @Nullable Object> parameters() {
        return parameters;
    }

    private static boolean isPromptTag(Comparison comparison) {
        return comparison.field().kind() == Field.Kind.TAG
                && comparison.field().key().equals(PROMPT_TAG);
    }

    private static boolean asksForPrompts(Comparison comparison) {
        if (!isPromptTag(comparison) || !(comparison.operand() instanceof Operand.Text(String value))) {
            return false;
        }
        return comparison.operator() == Comparison.Operator.EQUAL && value.equalsIgnoreCase("true")
                || comparison.operator() == Comparison.Operator.NOT_EQUAL && value.equalsIgnoreCase("false");
    }

    private String attribute(Field field) {
        String column = kind.attributes.get(field.key());
        if (column == null) {
            throw new IllegalStateException("No SQL for the attribute " + field.key());
        }
        return column;
    }

    private String compare(String column, Comparison comparison) {
        return comparison.inSql(column, this::add);
    }

    private String add(Object value) {
        String name = "p" + parameters.size();
        parameters.put(name, value);
        return ":" + name;
    }
}
