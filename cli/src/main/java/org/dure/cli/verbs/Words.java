package org.dure.cli.verbs;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import tools.jackson.databind.JsonNode;

/// How amounts, times and absent values are written in tables, and read from options.
public final class Words {

    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Words() {}

    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= 1024 && unit < 3) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", amount, "KMGT".charAt(unit));
    }

    /// `512m`, `2g`, `1.5GiB`; powers of 1024.
    public static long bytes(String option, String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT).strip());
        if (!matcher.matches()) {
            throw new CommandFailure(ExitCode.USAGE, option + ": a size such as 512m or 2g, not " + text);
        }
        long unit = switch (matcher.group(2)) {
            case "k" -> 1L << 10;
            case "m" -> 1L << 20;
            case "g" -> 1L << 30;
            case "t" -> 1L << 40;
            default -> 1L;
        };
        return (long) (Double.parseDouble(matcher.group(1)) * unit);
    }

    /// In the zone of this machine.
    static String time(JsonNode instant) {
        try {
            return TIME.format(Instant.parse(instant.asString("")).atZone(ZoneId.systemDefault()));
        } catch (DateTimeParseException absent) {
            return "–";
        }
    }

    public static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() || value.asString("").isEmpty() ? "–" : value.asString();
    }

    /// What a failed session died of, the lines that say so and what to do, a line each; empty where nothing tells.
    public static List<String> autopsy(JsonNode session) {
        JsonNode autopsy = session.path("autopsy");
        List<String> lines = new ArrayList<>();
        if (autopsy.isObject()) {
            lines.add("found: " + autopsy.path("finding").path("text").asString(""));
            autopsy.path("evidence").forEach(line -> lines.add("  | " + line.asString("")));
            lines.add("next:  " + autopsy.path("next_step").path("text").asString(""));
        }
        return lines;
    }

    static String percent(JsonNode share) {
        return share.isNumber() ? Math.round(share.asDouble() * 100) + " %" : "–";
    }

    static String whole(JsonNode value) {
        return value.isNumber() ? String.valueOf(Math.round(value.asDouble())) : "–";
    }

    static String hours(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.2f", value.asDouble()) : "–";
    }

    static String money(JsonNode value, String currency) {
        return value.isNumber() ? String.format(Locale.ROOT, "%,.0f %s", value.asDouble(), currency) : "–";
    }

    /// @throws CommandFailure where it is no number
    static Number number(String text) {
        try {
            if (text.matches("-?\\d{1,18}")) {
                return Long.parseLong(text);
            }
            return Double.parseDouble(text);
        } catch (NumberFormatException wrong) {
            throw new CommandFailure(ExitCode.USAGE, "a number is needed, not " + text);
        }
    }

    /// `in 4 min (3–9 min)`: the median and the interval of nine in ten; else what the time limits say.
    static String start(JsonNode start) {
        JsonNode interval = start.path("interval");
        if (interval.isObject()) {
            double high = interval.path("high90_seconds").asDouble();
            return high < 1
                    ? "now"
                    : "in " + span(interval.path("median_seconds").asDouble()) + " ("
                            + span(interval.path("low90_seconds").asDouble()) + " to " + span(high) + ")";
        }
        return start.path("at_limits_seconds").isNumber()
                ? "unknown; by the time limits in "
                        + span(start.path("at_limits_seconds").asDouble())
                : "unknown";
    }

    private static String span(double seconds) {
        if (seconds < 90) {
            return Math.round(seconds) + " s";
        }
        return seconds < 5_400
                ? Math.round(seconds / 60) + " min"
                : String.format(Locale.ROOT, "%.1f h", seconds / 3_600);
    }

    static String share(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.4f", value.asDouble()) : "–";
    }
}
