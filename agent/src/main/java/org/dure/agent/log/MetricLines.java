package org.dure.agent.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            boolean named = !entry.getKey().isBlank() && entry.getKey().length() <= KEY_CHARS_MAX;
            if (named && !entry.getKey().equals("step") && entry.getValue().isNumber()) {
                double value = entry.getValue().doubleValue();
                Object written = Double.isFinite(value) ? (Object) value : Double.toString(value);
                points.add(new Point(entry.getKey(), written, time.toEpochMilli(), step));
            }
        }
        return points;
    }
}
