package org.dure.server.tracking.table;

import java.io.IOException;
import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.tracking.filter.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The run table as CSV (RFC 4180), all rows, values whole.
@Component
class RunExport {

    private static final int ROWS_AT_ONCE = 500;

    /// What will be written; nothing can be refused any more.
    record Prepared(long[] ids, List<String> names, List<Field> columns) {}

    private final RunSelector selector;
    private final RunTableService table;
    private final Cells cells;

    RunExport(RunSelector selector, RunTableService table, Cells cells) {
        this.selector = selector;
        this.table = table;
        this.cells = cells;
    }

    Prepared prepare(Caller caller, RunQuery query, @Nullable List<String> columns) {
        Selection selection = selector.read(caller, query);
        List<Field> fields = selector.columns(caller, query, columns, RunTableService.COLUMNS_MOST);
        return new Prepared(table.ids(selection), columns == null ? List.of() : List.copyOf(columns), fields);
    }

    void write(Prepared prepared, Appendable out) throws IOException {
        out.append("run_id");
        for (String name : prepared.names()) {
            out.append(',').append(quoted(name));
        }
        out.append("\r\n");
        for (int from = 0; from < prepared.ids().length; from += ROWS_AT_ONCE) {
            for (Cells.Filled row :
                    cells.fill(RunTableService.slice(prepared.ids(), from, ROWS_AT_ONCE), prepared.columns())) {
                out.append(row.run().id());
                for (Object cell : row.cells()) {
                    out.append(',').append(written(cell));
                }
                out.append("\r\n");
            }
        }
    }

    private static String written(@Nullable Object cell) {
        return switch (cell) {
            case null -> "";
            case String text -> quoted(text);
            default -> cell.toString();
        };
    }

    /// A text that a spreadsheet would run as a formula gets an apostrophe before it, unless it is a number (OWASP, CSV
    /// injection).
    private static String quoted(String text) {
        boolean formula = !text.isEmpty()
                && "=+-@\t\r".indexOf(text.charAt(0)) >= 0
                && !text.matches("[+-]?[0-9.]{1,40}([eE][+-]?[0-9]{1,4})?");
        String safe = formula ? "'" + text : text;
        return safe.matches("[^\",\\r\\n]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
