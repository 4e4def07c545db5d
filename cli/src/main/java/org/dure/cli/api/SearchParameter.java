package org.dure.cli.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;

/// A parameter of a sweep as people write it: `lr=log:1e-4..1e-1`, `layers=int:1..4`, `width=logint:16..512`,
/// `dropout=float:0..0.5`, `act=choice:relu,tanh`, `bias=bool`. Behind a range `/5` says how many values a grid takes
/// of
/// it; ` if act=relu|gelu` makes it count only there, ` and ` joins several conditions.
public final class SearchParameter {

    private static final Pattern WRITTEN =
            Pattern.compile("\\s*([^=\\s]+)\\s*=\\s*([a-z]+)(?::(.*?))?(?:\\s+if\\s+(.+))?\\s*");
    private static final Pattern RANGE = Pattern.compile("\\s*(.+?)\\.\\.(.+?)(?:/(\\d{1,6}))?\\s*");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,15}");
    private static final Pattern BROKEN = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Map<String, String> RANGES =
            Map.of("float", "UNIFORM", "log", "LOG_UNIFORM", "int", "INT", "logint", "LOG_INT");

    private SearchParameter() {}

    /// @return in the form of the API
    public static Map<String, Object> parse(String written) {
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            throw wrong(written);
        }
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", matcher.group(1));
        String values = matcher.group(3) == null ? "" : matcher.group(3);
        switch (matcher.group(2)) {
            case "float", "log", "int", "logint" -> putRange(parameter, matcher.group(2), values, written);
            case "choice" -> {
                parameter.put("type", "CHOICE");
                parameter.put("values", values(values, ","));
            }
            case "bool" -> parameter.put("type", "BOOLEAN");
            default -> throw wrong(written);
        }
        if (matcher.group(4) != null) {
            parameter.put("when", conditions(matcher.group(4), written));
        }
        return parameter;
    }

    private static void putRange(Map<String, Object> parameter, String type, String range, String written) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            throw wrong(written);
        }
        try {
            parameter.put("type", String.valueOf(RANGES.get(type)));
            parameter.put("low", Double.valueOf(matcher.group(1)));
            parameter.put("high", Double.valueOf(matcher.group(2)));
        } catch (NumberFormatException none) {
            throw wrong(written);
        }
        if (matcher.group(3) != null) {
            parameter.put("steps", Integer.valueOf(matcher.group(3)));
        }
    }

    private static Map<String, List<Object>> conditions(String text, String written) {
        Map<String, List<Object>> conditions = new LinkedHashMap<>();
        for (String condition : text.split("\\s+and\\s+")) {
            int equals = condition.indexOf('=');
            if (equals < 1) {
                throw wrong(written);
            }
            conditions.put(condition.substring(0, equals).strip(), values(condition.substring(equals + 1), "\\|"));
        }
        return conditions;
    }

    /// Numbers and truth values where they look like such, else texts.
    private static List<Object> values(String text, String separator) {
        List<Object> values = new ArrayList<>();
        for (String value : text.split(separator)) {
            values.add(value(value.strip()));
        }
        return values;
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        return BROKEN.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
    }

    private static CommandFailure wrong(String written) {
        return new CommandFailure(
                ExitCode.USAGE,
                "--param: such as lr=log:1e-4..1e-1, layers=int:1..4, dropout=float:0..0.5, width=logint:16..512,"
                        + " act=choice:relu,tanh, bias=bool, or momentum=float:0..0.99 if optimizer=sgd|rmsprop; not "
                        + written);
    }
}
