package org.dure.agent.log;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dure.base.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/// Reads lines such as `dure: {"step": 3, "loss": 0.41}`.
final class MetricLines {

    static final String PREFIX = "dure:";

    /// MLflow's own limit on a metric's name.
    private static final int KEY_CHARS_MAX = 250;

    private static final int KEYS_MAX = 100;

    /// What `server` accepts: a single other name would spoil the batch that it comes in, and with it good points.
    private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]+", Pattern.UNICODE_CHARACTER_CLASS);

    /// The platform's own names.
    private static final String RESERVED = "dure.";

    /// Python writes NaN and Infinity as such; a diverged loss is worth seeing.
    private static final ObjectReader READER =
            Json.MAPPER.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).forType(JsonNode.class);

    private MetricLines() {}

    /// One point of a metric, named as the MLflow wire names it.
    ///
    /// @param value     a number, or the strings `NaN`, `Infinity`, `-Infinity`
    /// @param timestamp Unix milliseconds
    record Point(String key, Object value, long timestamp, long step) {}

    /// @return the line's points; empty where it has none that can be read
    static List<Point> read(String line, Instant time) {
        JsonNode object;
        try {
            object = READER.readValue(line.substring(PREFIX.length()));
        } catch (JacksonException noJson) {
            return List.of();
        }
        if (object == null || !object.isObject() || object.size() > KEYS_MAX) {
            return List.of();
        }
        long step = object.path("step").isNumber() ? object.path("step").asLong(0) : 0;
        List<Point> points = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (isName(entry.getKey())
                    && !entry.getKey().equals("step")
                    && entry.getValue().isNumber()) {
                double value = entry.getValue().doubleValue();
                Object written = Double.isFinite(value) ? (Object) value : Double.toString(value);
                points.add(new Point(entry.getKey(), written, time.toEpochMilli(), step));
            }
        }
        return points;
    }

    private static boolean isName(String key) {
        return !key.isBlank()
                && key.length() <= KEY_CHARS_MAX
                && KEY.matcher(key).matches()
                && !key.regionMatches(true, 0, RESERVED, 0, RESERVED.length())
                && !key.startsWith("/")
                && !key.startsWith("..")
                && Path.of(key).normalize().toString().equals(key);
    }
}
