package org.dure.server.tracking.trace;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Comparison.Operand;
import org.dure.server.tracking.filter.Comparison.Operator;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.search.SearchSql;
import org.springframework.dao.DataIntegrityViolationException;

/// What a trace is found by that stands in its spans and in what is said of it: `trace.text LIKE '%words%'`,
/// `span.name = 'fetch'`, `feedback.correct = 'yes'`, `prompt = 'greeting/3'`. One span, one assessment that is valid,
/// is enough.
final class TraceWords {

    private static final String TEXT = "text";
    private static final String SPAN = "span.";
    private static final String ATTRIBUTES = SPAN + "attributes.";
    private static final String FEEDBACK = "feedback.";
    private static final String EXPECTATION = "expectation.";
    private static final String ISSUE = "issue.id";
    private static final String PROMPT = "prompt";
    private static final Pattern PROMPT_VERSION = Pattern.compile("[^/]+/[^/]+");
    /// What PostgreSQL says of a regular expression that it cannot read.
    private static final String BAD_PATTERN = "2201B";

    private TraceWords() {}

    /// @throws UserError.Invalid where it asks for an order by these
    static Order order(String source) {
        Order order = FilterParser.order(source, Vocabulary.TRACES);
        if (is(order.field())) {
            throw new UserError.Invalid(
                    "order_by",
                    "Invalid order_by clause '" + source + "': traces have no order by their text or spans");
        }
        return order;
    }

    static boolean is(Field field) {
        return field.kind() == Field.Kind.ATTRIBUTE
                && (field.key().equals(TEXT)
                        || field.key().equals(PROMPT)
                        || field.key().equals(ISSUE)
                        || field.key().startsWith(SPAN)
                        || field.key().startsWith(FEEDBACK)
                        || field.key().startsWith(EXPECTATION));
    }

    /// @param name of the parameters
    /// @throws UserError.Invalid where words are compared with other signs than LIKE and ILIKE
    static void where(SearchSql sql, Comparison comparison, String name) {
        String key = comparison.field().key();
        if (key.equals(TEXT) || key.equals(SPAN + "content")) {
            requireLike(comparison, key);
            spans(sql, "s.words", comparison, name);
        } else if (key.equals(PROMPT)) {
            prompts(sql, comparison, name);
        } else if (key.equals(ISSUE)) {
            issues(sql, comparison, name);
        } else if (key.startsWith(ATTRIBUTES)) {
            attributes(sql, key.substring(ATTRIBUTES.length()), comparison, name);
        } else if (key.startsWith(SPAN)) {
            spans(sql, "s." + key.substring(SPAN.length()), comparison, name);
        } else {
            assessments(sql, key, comparison, name);
        }
    }

    /// What a query answers whose filter may hold regular expressions.
    ///
    /// @throws UserError.Invalid where one of them cannot be read
    static <T> T answer(Supplier<T> query) {
        try {
            return query.get();
        } catch (DataIntegrityViolationException wrong) {
            if (wrong.getMostSpecificCause() instanceof SQLException cause && BAD_PATTERN.equals(cause.getSQLState())) {
                throw new UserError.Invalid("filter", "Invalid regular expression in the filter: RLIKE cannot read it");
            }
            throw wrong;
        }
    }

    private static void requireLike(Comparison comparison, String key) {
        if (comparison.operator() != Operator.LIKE && comparison.operator() != Operator.ILIKE) {
            throw new UserError.Invalid(
                    "filter",
                    "Invalid comparator '" + comparison.operator().sign() + "' for attribute '" + key
                            + "'; there are [LIKE, ILIKE]");
        }
    }

    private static void prompts(SearchSql sql, Comparison comparison, String name) {
        if (!(comparison.operator() == Operator.EQUAL && comparison.operand() instanceof Operand.Text prompt)) {
            throw new UserError.Invalid(
                    "filter",
                    "Invalid comparator '" + comparison.operator().sign() + "' for prompts filter. Only '=' is"
                            + " supported with format: prompt = \"name/version\"");
        }
        if (!PROMPT_VERSION.matcher(prompt.value()).matches()) {
            throw new UserError.Invalid(
                    "filter",
                    "Invalid prompts filter value '" + prompt.value()
                            + "'. Expected format: prompt = \"name/version\"");
        }
        sql.where(
                "exists (select from tracking.trace_prompt p where p.trace_id = t.id and p.name || '/' || p.version = :"
                        + name + ")",
                name,
                prompt.value());
    }

    /// An assessment that names an issue has the issue's id as its name.
    private static void issues(SearchSql sql, Comparison comparison, String name) {
        if (!(comparison.operator() == Operator.EQUAL && comparison.operand() instanceof Operand.Text issue)) {
            throw new UserError.Invalid(
                    "filter",
                    "issue.id comparator '" + comparison.operator().sign() + "' is not supported; there is [=]");
        }
        sql.where("""
                exists (select from tracking.assessment a where a.trace_id = t.id
                    and case when position('\\u0000' in a.body) > 0 then false
                        else cast(a.body as json) -> 'issue' is not null
                            and cast(a.body as json) ->> 'assessment_name' = :%s end)
                """.formatted(name), name, issue.value());
    }

    private static void spans(SearchSql sql, String column, Comparison comparison, String name) {
        sql.where(
                "exists (select from tracking.trace_span s where s.trace_id = t.id and "
                        + compare(column, comparison, name) + ")",
                name,
                value(comparison));
    }

    /// An attribute, of a span or of what happened in it, is a line of the span's words; texts of MLflow's clients
    /// stand in
    /// quotes there.
    private static void attributes(SearchSql sql, String key, Comparison comparison, String name) {
        String value = "btrim(substr(line, length(:" + name + "_key) + 1), '\"')";
        sql.where(
                """
                exists (select from tracking.trace_span s, unnest(string_to_array(s.words, chr(10))) as line
                    where s.trace_id = t.id and starts_with(line, :%1$s_key) and %2$s)
                """.formatted(name, compare(value, comparison, name)),
                Map.of(name, value(comparison), name + "_key", key + ": "));
    }

    /// Characters that PostgreSQL keeps in no text make a value nothing equals.
    private static void assessments(SearchSql sql, String key, Comparison comparison, String name) {
        String kind = key.startsWith(FEEDBACK) ? "feedback" : "expectation";
        Map<String, Object> values = new HashMap<>(Map.of(name + "_name", key.substring(kind.length() + 1)));
        String compared = "cast(a.body as json) -> '" + kind + "' is not null";
        boolean absence = comparison.operator() == Operator.IS_NULL || comparison.operator() == Operator.IS_NOT_NULL;
        if (!absence) {
            String said = "cast(a.body as json) -> '" + kind + "' ->> 'value'";
            compared = comparison.operand() instanceof Operand.Real
                    ? "json_typeof(cast(a.body as json) -> '" + kind + "' -> 'value') = 'number' and "
                            + compare(SearchSql.number("(" + said + ")"), comparison, name)
                    : compare(said, comparison, name);
            values.put(name, value(comparison));
        }
        sql.where(
                """
                %1$s (select from tracking.assessment a where a.trace_id = t.id and a.valid
                    and case when position('\\u0000' in a.body) > 0 then false
                        else cast(a.body as json) ->> 'assessment_name' = :%2$s_name
                            and %3$s end)
                """.formatted(comparison.operator() == Operator.IS_NULL ? "not exists" : "exists", name, compared),
                values);
    }

    private static String compare(String column, Comparison comparison, String name) {
        return comparison.inSql(column, value -> ":" + name);
    }

    private static Object value(Comparison comparison) {
        return switch (comparison.operand()) {
            case Operand.Text text -> text.value();
            case Operand.Texts texts -> texts.values().toArray(String[]::new);
            case Operand.Real real -> real.value();
            case Operand.None none -> throw new IllegalStateException("Texts are not compared so");
        };
    }
}
