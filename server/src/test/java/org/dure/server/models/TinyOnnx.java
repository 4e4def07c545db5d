package org.dure.server.models;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Real ONNX files (onnx.proto, operator set 13) of a few hundred bytes: classifiers of 2 × 2 grey pictures that
/// look at one pixel alone.
public final class TinyOnnx {

    private static final int FLOAT = 1;

    private TinyOnnx() {}

    /// Says `a` where the pixel is bright, `b` where it is dark.
    public static byte[] byPixel(int pixel) {
        float[] weights = new float[8];
        weights[2 * pixel] = 10;
        weights[2 * pixel + 1] = -10;
        Message graph = new Message()
                .put(1, node("Flatten", "flat", "image"))
                .put(1, node("MatMul", "product", "flat", "weights"))
                .put(1, node("Add", "logits", "product", "bias"))
                .put(1, node("Softmax", "probabilities", "logits"))
                .put(2, "one pixel")
                .put(5, tensor("weights", weights, 4, 2))
                .put(5, tensor("bias", new float[] {-5, 5}, 2))
                .put(11, value("image", 1, 2, 2))
                .put(12, value("probabilities", 2));
        return new Message()
                .put(1, 8)
                .put(7, graph)
                .put(8, new Message().put(1, "").put(2, 13))
                .bytes();
    }

    private static Message node(String operator, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.put(1, input);
        }
        return node.put(2, output).put(3, output).put(4, operator);
    }

    private static Message tensor(String name, float[] values, int... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        Message tensor = new Message();
        for (int dimension : dimensions) {
            tensor.put(1, dimension);
        }
        return tensor.put(2, FLOAT).put(8, name).put(9, raw.array());
    }

    /// A tensor whose first axis is the batch.
    private static Message value(String name, int... dimensions) {
        Message shape = new Message().put(1, new Message().put(2, "N"));
        for (int dimension : dimensions) {
            shape.put(1, new Message().put(1, dimension));
        }
        Message tensor = new Message().put(1, FLOAT).put(2, shape);
        return new Message().put(1, name).put(2, new Message().put(1, tensor));
    }

    /// A message of Protocol Buffers: fields by number, as varints or with their length before them.
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message put(int field, long number) {
            varint((long) field << 3);
            varint(number);
            return this;
        }

        Message put(int field, String text) {
            return put(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message put(int field, Message message) {
            return put(field, message.bytes());
        }

        Message put(int field, byte[] bytes) {
            varint((long) field << 3 | 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long number) {
            long left = number;
            while (left > 127) {
                out.write((int) (left & 127 | 128));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }
}
