package org.dure.serve.gateway;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;
import org.dure.serve.model.Tensor;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes an inference answer of the Open Inference Protocol v2 in JSON.
final class InferAnswerWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private InferAnswerWriter() {}

    /// @throws RefusedException 500 where the model gave a value that JSON cannot hold
    static byte[] write(
            String endpoint, String version, InferRequest request, UUID requestId, boolean kept, List<Tensor> outputs)
            throws RefusedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeStringProperty("model_name", endpoint);
            out.writeStringProperty("model_version", version);
            if (request.id() != null) {
                out.writeStringProperty("id", request.id());
            }
            out.writeObjectPropertyStart("parameters");
            out.writeStringProperty("request_id", requestId.toString());
            if (kept) {
                out.writeBooleanProperty("kept", true);
            }
            out.writeEndObject();
            out.writeArrayPropertyStart("outputs");
            for (Tensor output : outputs) {
                if (request.outputs().isEmpty() || request.outputs().contains(output.name())) {
                    writeTensor(out, output);
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeTensor(JsonGenerator out, Tensor tensor) throws RefusedException {
        out.writeStartObject();
        out.writeStringProperty("name", tensor.name());
        out.writeStringProperty("datatype", tensor.datatype().name());
        out.writeArrayPropertyStart("shape");
        for (long length : tensor.shape()) {
            out.writeNumber(length);
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("data");
        switch (tensor.datatype()) {
            case BOOL -> {
                for (int i = 0; i < tensor.elements(); i++) {
                    out.writeBoolean(tensor.data().get(i) != 0);
                }
            }
            case UINT8, INT8, INT16, INT32 -> {
                for (double value : tensor.doubles()) {
                    out.writeNumber((long) value);
                }
            }
            case INT64 -> {
                for (int i = 0; i < tensor.elements(); i++) {
                    out.writeNumber(tensor.data().getLong(i * 8));
                }
            }
            case FP32 -> {
                for (int i = 0; i < tensor.elements(); i++) {
                    float value = tensor.data().getFloat(i * 4);
                    requireFinite(value, tensor, i);
                    out.writeNumber(value);
                }
            }
            case FP64 -> {
                for (int i = 0; i < tensor.elements(); i++) {
                    double value = tensor.data().getDouble(i * 8);
                    requireFinite(value, tensor, i);
                    out.writeNumber(value);
                }
            }
            case BYTES -> tensor.strings().forEach(out::writeString);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void requireFinite(double value, Tensor tensor, int index) throws RefusedException {
        if (!Double.isFinite(value)) {
            throw RefusedException.of(
                    500,
                    "The model's output \"" + tensor.name() + "\" is no finite number at element " + index
                            + "; the model cannot answer this input");
        }
    }
}
