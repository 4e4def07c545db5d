package org.dure.server.tracking.trace;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Which model a span asked and what that cost, as far as it says: in MLflow's words, or in those of OpenTelemetry's
/// GenAI conventions or OpenInference.
///
/// @param totalCost in the currency of the client, as are the others; MLflow's clients count in US dollars
public record SpanModel(
        @Nullable String name,
        @Nullable String provider,
        @Nullable Double inputCost,
        @Nullable Double outputCost,
        @Nullable Double totalCost) {

    private static final List<String> NAMES = List.of(
            "mlflow.llm.model",
            "gen_ai.response.model",
            "gen_ai.request.model",
            "llm.response.model_name",
            "llm.model_name",
            "llm.request.model_name",
            "embedding.model_name");
    private static final List<String> PROVIDERS =
            List.of("mlflow.llm.provider", "gen_ai.provider.name", "gen_ai.system", "llm.provider");
    private static final String COST = "mlflow.llm.cost";
    private static final int NAME_MOST = 250;

    /// More is no cost of anything; and sums of these stay finite.
    private static final double COST_MOST = 1e30;

    static SpanModel of(Span span) {
        Map<String, JsonNode> told = new HashMap<>();
        for (KeyValue attribute : span.getAttributesList()) {
            String key = attribute.getKey();
            if (key.equals(COST) || NAMES.contains(key) || PROVIDERS.contains(key)) {
                told.put(key, unwrapped(OtlpSpans.plain(attribute.getValue())));
            }
        }
        JsonNode cost = told.getOrDefault(COST, MissingNode.getInstance());
        return new SpanModel(
                first(NAMES, told),
                first(PROVIDERS, told),
                number(cost.path("input_cost")),
                number(cost.path("output_cost")),
                number(cost.path("total_cost")));
    }

    /// MLflow's clients write each attribute as JSON within a text; others write texts as they are.
    private static JsonNode unwrapped(JsonNode value) {
        String text = value.isString() ? value.stringValue() : "";
        if (!text.startsWith("\"") && !text.startsWith("{")) {
            return value;
        }
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException plainText) {
            return value;
        }
    }

    private static @Nullable String first(List<String> keys, Map<String, JsonNode> told) {
        for (String key : keys) {
            JsonNode value = told.get(key);
            if (value != null && value.isString() && !value.stringValue().isEmpty()) {
                String name = value.stringValue().replace("\0", "");
                return name.length() <= NAME_MOST ? name : name.substring(0, NAME_MOST);
            }
        }
        return null;
    }

    private static @Nullable Double number(JsonNode value) {
        return value.isNumber() && Math.abs(value.doubleValue()) <= COST_MOST ? (Double) value.doubleValue() : null;
    }
}
