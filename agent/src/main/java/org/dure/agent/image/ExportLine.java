package org.dure.agent.image;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A variable of an image, as Apptainer writes it into the script that sets it: the value escaped for a shell and
/// quoted as Go quotes texts.
record ExportLine(String name, String value) {

    private static final Pattern LINE = Pattern.compile(
            "export ([A-Za-z_][A-Za-z0-9_]*)=(?:\"?\\$\\{\\1:-)?\"((?:[^\"\\\\$`]|\\\\\\\\[$`]|\\\\.)*)\"(?:\\}\"?)?");

    /// An escape of Go (`strconv.Quote`).
    private static final Pattern ESCAPED = Pattern.compile("\\\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))");

    private static final Pattern OF_SHELL = Pattern.compile("\\\\([\\\\\"`$])");

    /// What Go writes of a byte that is no UTF-8.
    private static final String BROKEN = "\uFFFD";

    /// @return null where the line sets nothing
    static @Nullable ExportLine of(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            return null;
        }
        String quoted =
                ESCAPED.matcher(matcher.group(2)).replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape)));
        return new ExportLine(matcher.group(1), OF_SHELL.matcher(quoted).replaceAll("$1"));
    }

    private static String unescaped(java.util.regex.MatchResult escape) {
        String letter = escape.group(4);
        if (letter != null) {
            return switch (letter) {
                case "a" -> "\u0007";
                case "b" -> "\b";
                case "f" -> "\f";
                case "n" -> "\n";
                case "r" -> "\r";
                case "t" -> "\t";
                case "v" -> "\u000B";
                default -> letter;
            };
        }
        boolean isByte = escape.group(1) != null;
        String digits = isByte ? escape.group(1) : escape.group(2) != null ? escape.group(2) : escape.group(3);
        int code = Integer.parseUnsignedInt(digits, 16);
        return isByte && code > 0x7F || !Character.isValidCodePoint(code) ? BROKEN : Character.toString(code);
    }
}
