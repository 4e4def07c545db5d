package org.dure.server.tracking.mlflow.trace;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Base64;
import java.util.List;
import org.dure.base.Json;
import org.dure.server.tracking.trace.OtlpSpans;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A span in the two JSON forms that MLflow's clients read: that of the wire, and that of the file `traces.json`.
final class SpanJson {

    private SpanJson() {}

    /// Protocol Buffers' JSON of an OpenTelemetry `Span`, with its fields' own names and bytes in Base64.
    static JsonNode wire(Span span) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("trace_id", base64(span.getTraceId()));
        json.put("span_id", base64(span.getSpanId()));
        if (!span.getParentSpanId().isEmpty()) {
            json.put("parent_span_id", base64(span.getParentSpanId()));
        }
        json.put("name", span.getName());
        json.put("start_time_unix_nano", span.getStartTimeUnixNano());
        if (span.getEndTimeUnixNano() != 0) {
            json.put("end_time_unix_nano", span.getEndTimeUnixNano());
        }
        json.set("attributes", attributes(span.getAttributesList()));
        ArrayNode events = json.putArray("events");
        for (Span.Event event : span.getEventsList()) {
            ObjectNode each = events.addObject();
            each.put("time_unix_nano", event.getTimeUnixNano());
            each.put("name", event.getName());
            each.set("attributes", attributes(event.getAttributesList()));
        }
        ArrayNode links = json.putArray("links");
        for (Span.Link link : span.getLinksList()) {
            ObjectNode each = links.addObject();
            each.put("trace_id", base64(link.getTraceId()));
            each.put("span_id", base64(link.getSpanId()));
            each.set("attributes", attributes(link.getAttributesList()));
        }
        json.set("status", status(span.getStatus()));
        return json;
    }

    /// As MLflow's clients write `traces.json`: each attribute is a text of JSON.
    static JsonNode file(Span span) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("trace_id", base64(span.getTraceId()));
        json.put("span_id", base64(span.getSpanId()));
        if (span.getParentSpanId().isEmpty()) {
            json.putNull("parent_span_id");
        } else {
            json.put("parent_span_id", base64(span.getParentSpanId()));
        }
        json.put("name", span.getName());
        json.put("start_time_unix_nano", span.getStartTimeUnixNano());
        json.put("end_time_unix_nano", span.getEndTimeUnixNano());
        ArrayNode events = json.putArray("events");
        for (Span.Event event : span.getEventsList()) {
            ObjectNode each = events.addObject();
            each.put("name", event.getName());
            each.put("time_unix_nano", event.getTimeUnixNano());
            ObjectNode attributes = each.putObject("attributes");
            event.getAttributesList().forEach(pair -> attributes.set(pair.getKey(), OtlpSpans.plain(pair.getValue())));
        }
        ObjectNode status = status(span.getStatus());
        status.put("message", span.getStatus().getMessage());
        json.set("status", status);
        ObjectNode attributes = json.putObject("attributes");
        span.getAttributesList()
                .forEach(pair -> attributes.put(
                        pair.getKey(), Json.MAPPER.writeValueAsString(OtlpSpans.plain(pair.getValue()))));
        json.putArray("links");
        return json;
    }

    private static ObjectNode status(Status status) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("code", status.getCode().name());
        if (!status.getMessage().isEmpty()) {
            json.put("message", status.getMessage());
        }
        return json;
    }

    private static ArrayNode attributes(List<KeyValue> pairs) {
        ArrayNode json = Json.MAPPER.createArrayNode();
        for (KeyValue pair : pairs) {
            ObjectNode each = json.addObject();
            each.put("key", pair.getKey());
            if (pair.getValue().getValueCase() != AnyValue.ValueCase.VALUE_NOT_SET) {
                each.set("value", value(pair.getValue()));
            }
        }
        return json;
    }

    private static JsonNode value(AnyValue value) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        switch (value.getValueCase()) {
            case STRING_VALUE -> json.put("string_value", value.getStringValue());
            case BOOL_VALUE -> json.put("bool_value", value.getBoolValue());
            case INT_VALUE -> json.put("int_value", value.getIntValue());
            case DOUBLE_VALUE -> json.put("double_value", value.getDoubleValue());
            case BYTES_VALUE -> json.put("bytes_value", base64(value.getBytesValue()));
            case ARRAY_VALUE -> {
                ArrayNode values = json.putObject("array_value").putArray("values");
                value.getArrayValue().getValuesList().forEach(each -> values.add(value(each)));
            }
            case KVLIST_VALUE ->
                json.putObject("kvlist_value")
                        .set("values", attributes(value.getKvlistValue().getValuesList()));
            case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> {}
        }
        return json;
    }

    private static String base64(ByteString bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
