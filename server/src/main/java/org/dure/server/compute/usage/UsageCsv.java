package org.dure.server.compute.usage;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A report as CSV (RFC 4180), for spreadsheets.
final class UsageCsv {

    /// By which Excel knows that Korean names are UTF-8; other readers would see it in the first heading.
    static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final List<String> HEADINGS =
            List.of("day", "project", "person", "problem", "session", "gpu_hours", "cpu_hours", "cost", "currency");

    private UsageCsv() {}

    static String of(UsageService.Report report, String currency) {
        StringBuilder text = new StringBuilder(line(HEADINGS.stream()));
        for (Usage row : report.rows()) {
            text.append(line(Stream.of(
                    text(row.day()),
                    row.projectId() == null ? "" : report.projects().getOrDefault(row.projectId(), ""),
                    text(row.person()),
                    row.problem() == null ? "" : report.problems().getOrDefault(row.problem(), row.problem()),
                    text(row.session()),
                    number(row.gpuHours()),
                    number(row.cpuHours()),
                    row.cost() == null ? "" : number(row.cost()),
                    row.cost() == null ? "" : currency)));
        }
        return text.toString();
    }

    private static String line(Stream<String> cells) {
        return cells.map(UsageCsv::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    /// A spreadsheet would run a name that begins like a formula.
    private static String cell(String text) {
        String plain = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return plain.matches("(?s).*[\",\r\n].*") ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
