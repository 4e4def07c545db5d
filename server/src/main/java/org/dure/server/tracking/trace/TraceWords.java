package org.dure.server.tracking.trace;

import org.dure.server.base.UserError;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Comparison.Operand;
import org.dure.server.tracking.filter.Comparison.Operator;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.search.SearchSql;

/// `trace.text LIKE '%words%'`: traces one of whose spans says so.
final class TraceWords {

    private TraceWords() {}

    /// @throws UserError.Invalid where it asks for an order by text
    static Order order(String source) {
        Order order = FilterParser.order(source, Vocabulary.TRACES);
        if (is(order.field())) {
            throw new UserError.Invalid(
                    "order_by", "Invalid order_by clause '" + source + "': traces have no order by their text");
        }
        return order;
    }

    static boolean is(Field field) {
        return field.kind() == Field.Kind.ATTRIBUTE && field.key().equals("text");
    }

    /// @param name of the parameter
    /// @throws UserError.Invalid where it is compared otherwise
    static void where(SearchSql sql, Comparison comparison, String name) {
        if (!(comparison.operand() instanceof Operand.Text text)
                || (comparison.operator() != Operator.LIKE && comparison.operator() != Operator.ILIKE)) {
            throw new UserError.Invalid(
                    "filter",
                    "Invalid comparator '" + comparison.operator().sign()
                            + "' for attribute 'text'; there are [LIKE, ILIKE]");
        }
        sql.where(
                "exists (select from tracking.trace_span s where s.trace_id = t.id and s.words "
                        + comparison.operator().sign() + " :" + name + " escape '')",
                name,
                text.value());
    }
}
