package org.dure.serve.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.dure.serve.model.BadModelException;

/// Looks through an ONNX file for tensors kept outside it, before any native code sees the file.
///
/// Walks the protocol buffers of onnx.proto (IR version 11) as far as tensors can hide: graphs, nodes, attributes,
/// functions and training graphs.
final class OnnxFile {

    private static final int DEPTH_MAX = 64;
    private static final long SIZE_MAX = Integer.MAX_VALUE;

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int TENSOR_DATA_LOCATION = 14;

    /// A message of onnx.proto with those of its fields that lead to tensors, by field number.
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        SPARSE_TENSOR,
        FUNCTION,
        TRAINING;

        private Map<Integer, Message> fields() {
            return switch (this) {
                case MODEL -> Map.of(7, GRAPH, 20, TRAINING, 25, FUNCTION);
                case GRAPH -> Map.of(1, NODE, 5, TENSOR, 15, SPARSE_TENSOR);
                case NODE -> Map.of(5, ATTRIBUTE);
                case ATTRIBUTE ->
                    Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE_TENSOR, 23, SPARSE_TENSOR);
                case SPARSE_TENSOR -> Map.of(1, TENSOR, 2, TENSOR);
                case FUNCTION -> Map.of(7, NODE, 11, ATTRIBUTE);
                case TRAINING -> Map.of(1, GRAPH, 2, GRAPH);
                case TENSOR -> Map.of();
            };
        }
    }

    private OnnxFile() {}

    /// @throws BadModelException where `file` is no ONNX file, exceeds 2 GiB, or keeps tensors in other files
    static void check(Path file) throws BadModelException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() == 0 || channel.size() > SIZE_MAX) {
                throw new BadModelException(file.getFileName() + " has " + channel.size()
                        + " bytes; an ONNX file has at least one and at most 2 GiB");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            walk(bytes.order(ByteOrder.LITTLE_ENDIAN), Message.MODEL, 0);
        } catch (IOException unreadable) {
            throw new BadModelException(file.getFileName() + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static void walk(ByteBuffer in, Message message, int depth) throws BadModelException {
        if (depth > DEPTH_MAX) {
            throw new BadModelException("The ONNX file nests graphs deeper than " + DEPTH_MAX);
        }
        Map<Integer, Message> children = message.fields();
        while (in.hasRemaining()) {
            long tag = varint(in);
            int field = (int) (tag >>> 3);
            int wire = (int) (tag & 7);
            if (message == Message.TENSOR && field == TENSOR_EXTERNAL_DATA) {
                throw externalData();
            }
            switch (wire) {
                case VARINT -> {
                    long value = varint(in);
                    if (message == Message.TENSOR && field == TENSOR_DATA_LOCATION && value != 0) {
                        throw externalData();
                    }
                }
                case FIXED_64 -> skip(in, 8);
                case FIXED_32 -> skip(in, 4);
                case BYTES -> {
                    int length = length(in);
                    Message child = children.get(field);
                    if (child != null) {
                        walk(in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN), child, depth + 1);
                    }
                    skip(in, length);
                }
                default -> throw noOnnx();
            }
        }
    }

    private static int length(ByteBuffer in) throws BadModelException {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw noOnnx();
        }
        return (int) length;
    }

    private static void skip(ByteBuffer in, int length) throws BadModelException {
        if (length > in.remaining()) {
            throw noOnnx();
        }
        in.position(in.position() + length);
    }

    private static long varint(ByteBuffer in) throws BadModelException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                throw noOnnx();
            }
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw noOnnx();
    }

    private static BadModelException noOnnx() {
        return new BadModelException("model.onnx is no ONNX file");
    }

    private static BadModelException externalData() {
        return new BadModelException(
                "model.onnx keeps tensors in other files (external data); save it as one self-contained file");
    }
}
