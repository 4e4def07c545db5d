package org.dure.serve.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dure.base.model.Signature;
import org.dure.serve.model.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads an inference request of the Open Inference Protocol v2 in JSON, as a stream, and checks it against the
/// model's signature.
final class InferRequestReader {

    static final int ROWS_MAX = 4096;

    private static final int INPUTS_MAX = 64;
    private static final int AXES_MAX = 8;
    private static final int ID_MAX = 200;
    private static final int PURPOSE_MAX = 200;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(24)
                    .maxNumberLength(100)
                    .maxNameLength(1_000)
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    private final Signature signature;
    private final JsonParser in;

    private @Nullable String id;
    private @Nullable String purpose;
    private final Map<String, Tensor> inputs = new HashMap<>();
    private final List<String> outputs = new ArrayList<>();

    private InferRequestReader(Signature signature, JsonParser in) {
        this.signature = signature;
        this.in = in;
    }

    /// @throws RefusedException 400 that names the field, what is wrong and what would be right
    static InferRequest read(byte[] body, Signature signature) throws RefusedException {
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), body)) {
            return new InferRequestReader(signature, in).request();
        } catch (JacksonException malformed) {
            var where = malformed.getLocation();
            String place = where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
            throw RefusedException.badRequest(
                    "The body is not acceptable JSON: " + malformed.getOriginalMessage() + place);
        }
    }

    private InferRequest request() throws RefusedException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw bad("The body must be a JSON object with inputs");
        }
        boolean seen = false;
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            JsonToken value = in.nextToken();
            switch (field) {
                case "id" -> id = text("id", value, ID_MAX);
                case "parameters" -> readParameters("parameters", true);
                case "inputs" -> {
                    seen = true;
                    readInputs(value);
                }
                case "outputs" -> readOutputs(value);
                default -> in.skipChildren();
            }
        }
        if (in.nextToken() != null) {
            throw bad("Something follows the JSON object of the body");
        }
        if (!seen) {
            throw bad("inputs is missing; the model takes " + names(signature.inputs()));
        }
        return new InferRequest(id, purpose, ordered(), rows(), List.copyOf(outputs));
    }

    private void readInputs(@Nullable JsonToken value) throws RefusedException {
        if (value != JsonToken.START_ARRAY) {
            throw bad("inputs must be an array of tensors");
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (inputs.size() == INPUTS_MAX) {
                throw bad("inputs holds more than " + INPUTS_MAX + " tensors");
            }
            readInput(inputs.size());
        }
    }

    private void readInput(int index) throws RefusedException {
        String place = "inputs[" + index + "]";
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw bad(place + " must be an object with name, shape, datatype and data");
        }
        String name = null;
        String datatype = null;
        List<Long> shape = null;
        TensorData data = null;
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            JsonToken value = in.nextToken();
            String called = name == null ? place : "input \"" + name + "\"";
            switch (field) {
                case "name" -> name = text(place + ".name", value, 1_000);
                case "datatype" -> datatype = text(called + ": datatype", value, 100);
                case "shape" -> shape = readShape(called, value);
                case "data" -> data = TensorData.read(in, called);
                case "parameters" -> readParameters(called + ": parameters", false);
                default -> in.skipChildren();
            }
        }
        if (name == null) {
            throw bad(place + ".name is missing; the model takes " + names(signature.inputs()));
        }
        Signature.Tensor expected = expected(name);
        Tensor tensor = TensorCheck.tensor(expected, datatype, shape, data);
        if (inputs.put(name, tensor) != null) {
            throw bad("input \"" + name + "\" stands there twice");
        }
    }

    private Signature.Tensor expected(String name) throws RefusedException {
        return signature.inputs().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> bad("The model has no input \"" + name + "\"; it takes " + names(signature.inputs())));
    }

    private List<Long> readShape(String called, @Nullable JsonToken value) throws RefusedException {
        List<Long> shape = new ArrayList<>();
        boolean acceptable = value == JsonToken.START_ARRAY;
        while (acceptable && in.nextToken() != JsonToken.END_ARRAY) {
            acceptable = in.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && in.getNumberType() == JsonParser.NumberType.INT
                    && in.getIntValue() >= 0
                    && shape.size() < AXES_MAX;
            if (acceptable) {
                shape.add((long) in.getIntValue());
            }
        }
        if (!acceptable) {
            throw bad(called + ": shape must be an array of at most " + AXES_MAX + " whole numbers from 0");
        }
        return shape;
    }

    private void readOutputs(@Nullable JsonToken value) throws RefusedException {
        if (value != JsonToken.START_ARRAY) {
            throw bad("outputs must be an array of objects with a name");
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() != JsonToken.START_OBJECT || outputs.size() == INPUTS_MAX) {
                throw bad("outputs must be an array of at most " + INPUTS_MAX + " objects with a name");
            }
            String name = null;
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                JsonToken inner = in.nextToken();
                if (field.equals("name")) {
                    name = text("outputs[" + outputs.size() + "].name", inner, 1_000);
                } else {
                    in.skipChildren();
                }
            }
            outputs.add(knownOutput(name));
        }
    }

    private String knownOutput(@Nullable String name) throws RefusedException {
        if (name == null
                || signature.outputs().stream()
                        .noneMatch(tensor -> tensor.name().equals(name))) {
            throw bad("The model has no output \"" + name + "\"; it gives " + names(signature.outputs()));
        }
        return name;
    }

    /// Parameters are strings, numbers and booleans; of the request's own, the consent is kept.
    private void readParameters(String called, boolean ofRequest) throws RefusedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw bad(called + " must be an object");
        }
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            JsonToken value = in.nextToken();
            if (value == null || !value.isScalarValue() || value == JsonToken.VALUE_NULL) {
                throw bad(called + "." + field + " must be a string, a number or a boolean");
            }
            if (field.equals("binary_data_size")) {
                throw bad(called + ".binary_data_size: binary tensors are not offered; send data as JSON");
            }
            if (ofRequest && field.equals("consent_purpose")) {
                purpose = text(called + ".consent_purpose", value, PURPOSE_MAX);
            }
        }
    }

    private List<Tensor> ordered() throws RefusedException {
        List<Tensor> ordered = new ArrayList<>();
        for (Signature.Tensor expected : signature.inputs()) {
            Tensor tensor = inputs.get(expected.name());
            if (tensor == null) {
                throw bad("input \"" + expected.name() + "\" is missing; the model takes " + names(signature.inputs()));
            }
            ordered.add(tensor);
        }
        return ordered;
    }

    private long rows() throws RefusedException {
        long rows = -1;
        for (Signature.Tensor expected : signature.inputs()) {
            long length = ordered(expected.name()).shape().getFirst();
            if (expected.shape().getFirst() == -1) {
                if (length < 1 || length > ROWS_MAX) {
                    throw bad(
                            "input \"" + expected.name() + "\" has " + length + " rows; allowed are 1 to " + ROWS_MAX);
                }
                if (rows != -1 && rows != length) {
                    throw bad("input \"" + expected.name() + "\" has " + length + " rows, another input has " + rows
                            + "; all need the same number");
                }
                rows = length;
            }
        }
        return rows == -1 ? signature.inputs().getFirst().shape().getFirst() : rows;
    }

    private Tensor ordered(String name) {
        return java.util.Objects.requireNonNull(inputs.get(name), "checked before");
    }

    private String text(String called, @Nullable JsonToken value, int lengthMax) throws RefusedException {
        if (value != JsonToken.VALUE_STRING) {
            throw bad(called + " must be a string");
        }
        String text = in.getString();
        if (text.isEmpty() || text.length() > lengthMax) {
            throw bad(called + " must have 1 to " + lengthMax + " characters");
        }
        return text;
    }

    private static String names(List<Signature.Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> "\"" + tensor.name() + "\" (" + tensor.datatype() + " " + tensor.shape() + ")")
                .collect(java.util.stream.Collectors.joining(", "));
    }

    private static RefusedException bad(String message) {
        return RefusedException.badRequest(message);
    }
}
