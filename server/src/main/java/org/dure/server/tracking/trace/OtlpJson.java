package org.dure.server.tracking.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.dure.base.Json;
import org.dure.server.base.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads OTLP's JSON, which is that of Protocol Buffers but for ids in hexadecimal digits
/// (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Unknown fields are ignored.
final class OtlpJson {

    private static final Set<String> HEXADECIMAL = Set.of("traceId", "spanId", "parentSpanId");

    /// What is kept is read again as Protocol Buffers, whose reader goes 100 deep.
    private static final int DEPTH_MOST = 90;

    private OtlpJson() {}

    /// @throws UserError.Invalid where it is none
    static ExportTraceServiceRequest read(byte[] body) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        try {
            fill(request, Json.MAPPER.readTree(body), 0);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UserError.Invalid(
                    "body",
                    "Invalid OpenTelemetry format: the body cannot be read as OTLP's JSON. Invalid Content-Type, where"
                            + " it was meant as Protocol Buffers: that is application/x-protobuf.");
        }
        return request.build();
    }

    private static void fill(Message.Builder message, JsonNode object, int depth) {
        if (!object.isObject() || depth > DEPTH_MOST) {
            throw new IllegalArgumentException("No object, or too deep");
        }
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            JsonNode value =
                    object.has(field.getJsonName()) ? object.path(field.getJsonName()) : object.path(field.getName());
            if (value.isMissingNode() || value.isNull()) {
                continue;
            }
            if (!field.isRepeated()) {
                message.setField(field, value(message, field, value, depth));
            } else if (value.isArray()) {
                value.values().forEach(each -> message.addRepeatedField(field, value(message, field, each, depth)));
            } else {
                throw new IllegalArgumentException("No list");
            }
        }
    }

    private static Object value(Message.Builder message, FieldDescriptor field, JsonNode value, int depth) {
        return switch (field.getJavaType()) {
            case MESSAGE -> {
                Message.Builder inner = message.newBuilderForField(field);
                fill(inner, value, depth + 1);
                yield inner.build();
            }
            case BYTE_STRING ->
                HEXADECIMAL.contains(field.getJsonName())
                        ? ByteString.fromHex(text(value))
                        : ByteString.copyFrom(Base64.getDecoder().decode(text(value)));
            case STRING -> text(value);
            case BOOLEAN -> {
                if (!value.isBoolean()) {
                    throw new IllegalArgumentException("Neither true nor false");
                }
                yield value.booleanValue();
            }
            case DOUBLE -> value.isNumber() ? value.doubleValue() : Double.parseDouble(text(value));
            case FLOAT -> value.isNumber() ? value.floatValue() : Float.parseFloat(text(value));
            case LONG -> whole(value);
            case INT -> (int) whole(value);
            case ENUM ->
                value.isString()
                        ? Objects.requireNonNullElseGet(
                                field.getEnumType().findValueByName(text(value)),
                                () -> field.getEnumType().findValueByNumber(0))
                        : field.getEnumType().findValueByNumberCreatingIfUnknown((int) whole(value));
        };
    }

    /// Whole numbers of 64 bits may come as texts; times use all of the bits.
    private static long whole(JsonNode value) {
        if (value.isIntegralNumber() && value.bigIntegerValue().bitLength() <= Long.SIZE) {
            return value.bigIntegerValue().longValue();
        }
        String text = text(value);
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }

    private static String text(JsonNode value) {
        if (!value.isString()) {
            throw new IllegalArgumentException("No text");
        }
        return value.stringValue();
    }
}
