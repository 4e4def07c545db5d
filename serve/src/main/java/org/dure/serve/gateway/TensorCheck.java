package org.dure.serve.gateway;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.dure.base.model.Signature;
import org.dure.serve.model.Datatype;
import org.dure.serve.model.Tensor;
import org.jspecify.annotations.Nullable;

/// Makes a tensor of what a request says, where it fits what the model takes.
final class TensorCheck {

    private TensorCheck() {}

    /// @throws RefusedException 400 that names the tensor, what is wrong and what would be right
    static Tensor tensor(
            Signature.Tensor expected, @Nullable String datatype, @Nullable List<Long> shape, @Nullable TensorData data)
            throws RefusedException {
        Datatype type = checkDatatype(expected, datatype);
        List<Long> checked = checkShape(expected, shape);
        if (data == null) {
            throw bad(expected, "data is missing");
        }
        long elements = elements(expected, checked);
        if (elements != data.count()) {
            throw bad(expected, "data has " + data.count() + " elements, the shape " + checked + " holds " + elements);
        }
        if (data.nesting().size() > 1 && !data.nesting().equals(checked)) {
            throw bad(expected, "data is nested as " + data.nesting() + ", the shape is " + checked);
        }
        if (type == Datatype.BYTES) {
            requireKind(expected, data, TensorData.Kind.STRING, "strings");
            return Tensor.ofStrings(expected.name(), checked, data.strings());
        }
        return new Tensor(expected.name(), type, checked, convert(expected, type, data));
    }

    private static Datatype checkDatatype(Signature.Tensor expected, @Nullable String datatype)
            throws RefusedException {
        if (datatype == null) {
            throw bad(expected, "datatype is missing; the model takes " + expected.datatype());
        }
        if (datatype.equals("FP16") || datatype.equals("BF16")) {
            throw bad(expected, datatype + " has no form in JSON; the model takes " + expected.datatype());
        }
        if (!datatype.equals(expected.datatype())) {
            throw bad(expected, "the datatype is \"" + datatype + "\", the model takes " + expected.datatype());
        }
        return Datatype.named(datatype).orElseThrow(() -> bad(expected, "the datatype " + datatype + " is not served"));
    }

    private static List<Long> checkShape(Signature.Tensor expected, @Nullable List<Long> shape)
            throws RefusedException {
        String right = "the model takes " + expected.shape() + " (-1 stands for any length)";
        if (shape == null) {
            throw bad(expected, "shape is missing; " + right);
        }
        boolean fits = shape.size() == expected.shape().size();
        for (int axis = 0; fits && axis < shape.size(); axis++) {
            long length = expected.shape().get(axis);
            fits = length == -1 || length == shape.get(axis);
        }
        if (!fits) {
            throw bad(expected, "the shape is " + shape + ", " + right);
        }
        return shape;
    }

    private static long elements(Signature.Tensor expected, List<Long> shape) throws RefusedException {
        try {
            return Tensor.elements(shape);
        } catch (ArithmeticException overflow) {
            throw bad(expected, "the shape " + shape + " is too large");
        }
    }

    private static ByteBuffer convert(Signature.Tensor expected, Datatype type, TensorData data)
            throws RefusedException {
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(data.count(), type.width()))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case FP32, FP64 -> putFractions(expected, type, data, out);
            case BOOL -> {
                requireKind(expected, data, TensorData.Kind.BOOLEAN, "true and false");
                putWhole(expected, data, out, 0, 1);
            }
            case UINT8 -> putWhole(expected, data, out, 0, 255);
            case INT8 -> putWhole(expected, data, out, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> putWhole(expected, data, out, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> putWhole(expected, data, out, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> putWhole(expected, data, out, Long.MIN_VALUE, Long.MAX_VALUE);
            case BYTES -> throw new IllegalStateException("BYTES are handled before");
        }
        return out.flip();
    }

    private static void putFractions(Signature.Tensor expected, Datatype type, TensorData data, ByteBuffer out)
            throws RefusedException {
        if (data.kind() != TensorData.Kind.WHOLE) {
            requireKind(expected, data, TensorData.Kind.FRACTION, "numbers");
        }
        for (int i = 0; i < data.count(); i++) {
            double value = data.fraction(i);
            boolean held = type == Datatype.FP64 ? Double.isFinite(value) : Float.isFinite((float) value);
            if (!held) {
                throw bad(expected, "element " + i + " of data exceeds the range of " + type);
            }
            if (type == Datatype.FP64) {
                out.putDouble(value);
            } else {
                out.putFloat((float) value);
            }
        }
    }

    private static void putWhole(Signature.Tensor expected, TensorData data, ByteBuffer out, long min, long max)
            throws RefusedException {
        if (data.kind() != TensorData.Kind.BOOLEAN || max != 1) {
            requireKind(expected, data, TensorData.Kind.WHOLE, "whole numbers from " + min + " to " + max);
        }
        int width = data.count() == 0 ? 1 : out.capacity() / data.count();
        for (int i = 0; i < data.count(); i++) {
            long value = data.whole(i);
            if (value < min || value > max) {
                throw bad(
                        expected,
                        "element " + i + " of data is " + value + "; " + expected.datatype() + " holds " + min + " to "
                                + max);
            }
            switch (width) {
                case 1 -> out.put((byte) value);
                case 2 -> out.putShort((short) value);
                case 4 -> out.putInt((int) value);
                default -> out.putLong(value);
            }
        }
    }

    private static void requireKind(Signature.Tensor expected, TensorData data, TensorData.Kind kind, String right)
            throws RefusedException {
        if (data.kind() != null && data.kind() != kind) {
            String given = switch (data.kind()) {
                case WHOLE -> "whole numbers";
                case FRACTION -> "numbers with a fraction or beyond 64 bits";
                case BOOLEAN -> "booleans";
                case STRING -> "strings";
            };
            throw bad(expected, "data holds " + given + "; " + expected.datatype() + " needs " + right);
        }
    }

    private static RefusedException bad(Signature.Tensor expected, String what) {
        return RefusedException.badRequest("input \"" + expected.name() + "\": " + what);
    }
}
