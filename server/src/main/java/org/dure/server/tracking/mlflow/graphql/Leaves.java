package org.dure.server.tracking.mlflow.graphql;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Single values in GraphQL's form. What the wire leaves out has the empty value of Protocol Buffers, as in MLflow.
final class Leaves {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Leaves() {}

    /// @param type of `Schema.Kind`
    static JsonNode of(String type, JsonNode value) {
        boolean there = !value.isMissingNode() && !value.isNull();
        return switch (type) {
            case "Long" -> NODES.stringNode(there ? value.asString() : "0");
            case "Float" -> number(value, there);
            case "Boolean" -> NODES.booleanNode(there && value.booleanValue());
            case "Enum" -> there ? value : NODES.nullNode();
            default -> there ? NODES.stringNode(value.asString()) : NODES.stringNode("");
        };
    }

    /// GraphQL knows no NaN.
    private static JsonNode number(JsonNode value, boolean there) {
        if (!there) {
            return NODES.numberNode(0.0);
        }
        return value.isNumber() && Double.isFinite(value.doubleValue()) ? value : NODES.nullNode();
    }

    /// `runId` as `run_id`.
    static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
