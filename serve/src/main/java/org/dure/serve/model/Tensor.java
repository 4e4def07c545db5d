package org.dure.serve.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A named array.
///
/// @param shape the length of each axis, none negative
/// @param data  row-major, little-endian; an element of BYTES is its length (32 bits, unsigned) and its bytes
public record Tensor(String name, Datatype datatype, List<Long> shape, ByteBuffer data) {

    public Tensor {
        shape = List.copyOf(shape);
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// How many elements the shape holds.
    public long elements() {
        return elements(shape);
    }

    /// The product of the axes; 1 for no axis.
    ///
    /// @throws ArithmeticException where it exceeds a long
    public static long elements(List<Long> shape) {
        long product = 1;
        for (long length : shape) {
            product = Math.multiplyExact(product, length);
        }
        return product;
    }

    /// The elements of a numeric tensor as doubles.
    ///
    /// @throws IllegalStateException for BYTES
    public double[] doubles() {
        double[] values = new double[Math.toIntExact(elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (datatype) {
                case BOOL, INT8 -> data.get(i);
                case UINT8 -> Byte.toUnsignedInt(data.get(i));
                case INT16 -> data.getShort(i * 2);
                case INT32 -> data.getInt(i * 4);
                case INT64 -> data.getLong(i * 8);
                case FP32 -> data.getFloat(i * 4);
                case FP64 -> data.getDouble(i * 8);
                case BYTES -> throw new IllegalStateException("BYTES are no numbers: " + name);
            };
        }
        return values;
    }

    /// The elements of a BYTES tensor, read as UTF-8.
    public List<String> strings() {
        ByteBuffer in = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<String> strings = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] bytes = new byte[in.getInt()];
            in.get(bytes);
            strings.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return strings;
    }

    /// A BYTES tensor of `strings` in UTF-8.
    public static Tensor ofStrings(String name, List<Long> shape, List<String> strings) {
        List<byte[]> encoded =
                strings.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
        int size = encoded.stream().mapToInt(bytes -> 4 + bytes.length).sum();
        ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        encoded.forEach(bytes -> data.putInt(bytes.length).put(bytes));
        return new Tensor(name, Datatype.BYTES, shape, data.flip());
    }
}
