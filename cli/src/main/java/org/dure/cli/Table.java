package org.dure.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// A table for people: a line of headings, then rows, columns aligned by the width that a terminal gives them.
public final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;

    public Table(String... headings) {
        this.columns = headings.length;
        List<String> upper = new ArrayList<>();
        for (String heading : headings) {
            upper.add(heading.toUpperCase(java.util.Locale.ROOT));
        }
        rows.add(upper);
    }

    /// One cell per heading.
    public Table row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public void print(PrintStream out) {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths[i] - width(cell))).append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    /// Columns of a terminal: Hangul, Han, kana and full-width forms take two (Unicode's East Asian Width W and F).
    static int width(String text) {
        return text.codePoints().map(Table::width).sum();
    }

    private static int width(int point) {
        if (Character.getType(point) == Character.NON_SPACING_MARK || Character.isISOControl(point)) {
            return 0;
        }
        boolean wide = point >= 0x1100 && point <= 0x115F
                || point >= 0x2E80 && point <= 0xA4CF
                || point >= 0xAC00 && point <= 0xD7A3
                || point >= 0xF900 && point <= 0xFAFF
                || point >= 0xFE30 && point <= 0xFE6F
                || point >= 0xFF00 && point <= 0xFF60
                || point >= 0xFFE0 && point <= 0xFFE6
                || point >= 0x1F300 && point <= 0x1FAFF
                || point >= 0x20000 && point <= 0x3FFFD;
        return wide ? 2 : 1;
    }
}
