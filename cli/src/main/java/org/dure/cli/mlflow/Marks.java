package org.dure.cli.mlflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The tags by which what was imported is found again.
final class Marks {

    /// The address of the server that it came from.
    static final String SERVER = "import.server";
    /// Its id there; of a model version its number.
    static final String ID = "import.id";
    /// Set once everything of it is here.
    static final String COMPLETE = "import.complete";

    private Marks() {}

    static List<Map<String, String>> of(MlflowServer source, String id) {
        return List.of(pair(SERVER, source.url()), pair(ID, id));
    }

    /// Those tags, and the marks before them.
    ///
    /// @param tags a list of `{"key", "value"}`
    static List<Map<String, String>> before(JsonNode tags, MlflowServer source, String id) {
        List<Map<String, String>> all = new ArrayList<>(of(source, id));
        map(tags).forEach((key, value) -> all.add(pair(key, value)));
        return all;
    }

    static Map<String, String> pair(String key, String value) {
        return Map.of("key", key, "value", value);
    }

    /// What came from this server.
    static String filter(MlflowServer source) {
        return "tags.`" + SERVER + "` = '" + source.url() + "'";
    }

    /// A list of `{"key", "value"}` as a map.
    static Map<String, String> map(JsonNode pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        pairs.forEach(pair ->
                map.put(pair.path("key").asString(""), pair.path("value").asString("")));
        return map;
    }
}
