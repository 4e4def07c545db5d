package org.dure.server.tracking.evaluationdataset;

import java.util.List;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which fields the records of a data set have had and of which type each first was, as MLflow's clients read it.
final class RecordSchema {

    private static final int FIELDS_MOST = 1_000;

    private RecordSchema() {}

    /// @param before null for none
    /// @return null where there is still none
    static @Nullable String with(@Nullable String before, List<ObjectNode> told) {
        if (before == null && told.isEmpty()) {
            return null;
        }
        ObjectNode schema = before == null ? empty() : (ObjectNode) Json.MAPPER.readTree(before);
        for (ObjectNode each : told) {
            for (String part : List.of("inputs", "outputs", "expectations")) {
                add(schema, part, each.path(part));
            }
        }
        return schema.toString();
    }

    private static ObjectNode empty() {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        schema.putObject("inputs");
        schema.putObject("outputs");
        schema.putObject("expectations");
        return schema.put("version", "1.0");
    }

    /// Outputs may be one value without fields; then that value's type stands in their place.
    private static void add(ObjectNode schema, String part, JsonNode told) {
        if (told.isObject() && schema.path(part) instanceof ObjectNode fields) {
            for (String name : told.propertyNames()) {
                if (!fields.has(name) && fields.size() < FIELDS_MOST) {
                    fields.put(name, type(told.path(name)));
                }
            }
        } else if (!told.isMissingNode() && !told.isNull() && schema.path(part).isEmpty()) {
            schema.put(part, type(told));
        }
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> "null";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "float";
            case STRING -> "string";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case BINARY, POJO -> "unknown";
        };
    }
}
