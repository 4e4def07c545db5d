package org.dure.server.tracking.search;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pages by what the last row of the page before was ordered by, so that the thousandth page costs what the first one
/// does and rows that come meanwhile move nothing. Nulls come last, whichever the direction.
final class Keyset {

    /// A column of the order.
    ///
    /// @param expression of SQL
    record Column(String expression, boolean ascending, boolean nullable) {

        String order() {
            return expression + (ascending ? " asc" : " desc") + (nullable ? " nulls last" : "");
        }
    }

    /// Names a value as a parameter of the query.
    interface Parameters {
        String add(Object value);
    }

    private Keyset() {}

    /// The condition that a row comes after the one with these values.
    ///
    /// @param columns the last of them tell any two rows apart
    /// @param last    one for each column
    static String after(List<Column> columns, List<? extends @Nullable Object> last, Parameters parameters) {
        String condition = "false";
        List<String> names = new ArrayList<>();
        for (Object value : last) {
            names.add(value == null ? "" : parameters.add(value));
        }
        for (int place = columns.size() - 1; place >= 0; place--) {
            Column column = columns.get(place);
            String expression = column.expression();
            String name = names.get(place);
            if (name.isEmpty()) {
                condition = "(" + expression + " is null and " + condition + ")";
            } else {
                condition = "(" + expression + (column.ascending() ? " > " : " < ") + name
                        + (column.nullable() ? " or " + expression + " is null" : "")
                        + " or (" + expression + " = " + name + " and " + condition + "))";
            }
        }
        Column first = columns.getFirst();
        String name = names.getFirst();
        return first.nullable() || name.isEmpty()
                ? condition
                : "(" + first.expression() + (first.ascending() ? " >= " : " <= ") + name + " and " + condition + ")";
    }
}
