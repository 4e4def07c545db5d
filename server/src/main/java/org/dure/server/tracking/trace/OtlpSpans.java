package org.dure.server.tracking.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.dure.base.Json;
import org.dure.server.base.UserError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads OpenTelemetry's trace export (OTLP 1.x, Protocol Buffers or JSON).
public final class OtlpSpans {

    private static final String INPUT = "mlflow.spanInputs";
    private static final String OUTPUT = "mlflow.spanOutputs";
    private static final String TYPE = "mlflow.spanType";
    private static final int NAME_MOST = 500;

    private OtlpSpans() {}

    /// @param json whether it is OTLP's JSON
    /// @throws UserError.Invalid where it cannot be read
    public static ExportTraceServiceRequest request(byte[] body, boolean json) {
        try {
            return json ? OtlpJson.read(body) : ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new UserError.Invalid("body", "Invalid OpenTelemetry format");
        }
    }

    /// @throws UserError.Invalid where there are no spans, or one has no ids
    /// @throws UserError.TooLarge where there are too many or too large ones
    public static List<TraceSpan> read(ExportTraceServiceRequest request) {
        List<TraceSpan> spans = new ArrayList<>();
        for (ResourceSpans resource : request.getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                scope.getSpansList().forEach(span -> spans.add(of(span)));
            }
        }
        if (spans.isEmpty()) {
            throw new UserError.Invalid("body", "Invalid OpenTelemetry format - no spans found");
        }
        if (spans.size() > TraceLimits.SPANS_MOST) {
            throw new UserError.TooLarge("A request holds at most " + TraceLimits.SPANS_MOST + " spans.");
        }
        return spans;
    }

    /// @throws IllegalStateException where it is no span: what was kept is damaged
    public static Span parse(byte[] content) {
        try {
            return Span.parseFrom(content);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A kept span cannot be read", e);
        }
    }

    private static TraceSpan of(Span span) {
        if (span.getTraceId().size() != 16 || span.getSpanId().size() != 8) {
            throw new UserError.Invalid("spans", "Invalid OpenTelemetry format: a trace id has 16 bytes, a span id 8");
        }
        if (span.getSerializedSize() > TraceLimits.SPAN_BYTES_MOST) {
            throw new UserError.TooLarge("A span has at most " + TraceLimits.SPAN_BYTES_MOST + " bytes.");
        }
        boolean first = span.getParentSpanId().isEmpty();
        return new TraceSpan(
                "tr-" + hex(span.getTraceId()),
                hex(span.getSpanId()),
                first ? null : hex(span.getParentSpanId()),
                name(span.getName()),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                type(span),
                status(span),
                first ? attribute(span, INPUT) : "",
                first ? attribute(span, OUTPUT) : "",
                SpanWords.of(span),
                SpanModel.of(span),
                span.toByteArray());
    }

    private static String status(Span span) {
        return switch (span.getStatus().getCode()) {
            case STATUS_CODE_OK -> "OK";
            case STATUS_CODE_ERROR -> "ERROR";
            case STATUS_CODE_UNSET, UNRECOGNIZED -> "UNSET";
        };
    }

    /// MLflow's clients write each attribute as JSON within a text.
    private static String type(Span span) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(TYPE))
                .findFirst()
                .map(attribute -> name(attribute.getValue().getStringValue().replace("\"", "")))
                .orElse("");
    }

    private static String name(String name) {
        String whole = name.replace("\0", "");
        return whole.length() <= NAME_MOST ? whole : whole.substring(0, NAME_MOST);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String attribute(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .findFirst()
                .map(attribute -> Json.MAPPER
                        .writeValueAsString(plain(attribute.getValue()))
                        .replace("\\u0000", ""))
                .orElse("");
    }

    /// The value as plain JSON; bytes become Base64.
    public static JsonNode plain(AnyValue value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value.getValueCase()) {
            case STRING_VALUE -> json.stringNode(value.getStringValue());
            case BOOL_VALUE -> json.booleanNode(value.getBoolValue());
            case INT_VALUE -> json.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> json.numberNode(value.getDoubleValue());
            case BYTES_VALUE -> json.binaryNode(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                ArrayNode array = json.arrayNode();
                value.getArrayValue().getValuesList().forEach(each -> array.add(plain(each)));
                yield array;
            }
            case KVLIST_VALUE -> {
                ObjectNode object = json.objectNode();
                for (KeyValue pair : value.getKvlistValue().getValuesList()) {
                    object.set(pair.getKey(), plain(pair.getValue()));
                }
                yield object;
            }
            case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> json.nullNode();
        };
    }
}
