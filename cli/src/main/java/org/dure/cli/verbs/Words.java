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
final class Words {

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
    static long bytes(String option, String text) {
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

    static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() || value.asString("").isEmpty() ? "–" : value.asString();
    }

    /// What a failed session died of, the lines that say so and what to do, a line each; empty where nothing tells.
    static List<String> autopsy(JsonNode session) {
        JsonNode autopsy = session.path("autopsy");
        List<String> lines = new ArrayList<>();
        if (autopsy.isObject()) {
            lines.add("found: " + autopsy.path("finding").path("text").asString(""));
            autopsy.path("evidence").forEach(line -> lines.add("  | " + line.asString("")));
            lines.add("next:  " + autopsy.path("next_step").path("text").asString(""));
        }
        return lines;
    }

    static String share(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.4f", value.asDouble()) : "–";
    }
}
