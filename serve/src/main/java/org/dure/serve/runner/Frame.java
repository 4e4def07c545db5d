package org.dure.serve.runner;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dure.serve.model.Datatype;
import org.dure.serve.model.Tensor;

/// One message between gateway and runner: length (32 bits, of what follows), kind (8), number (64), payload; all
/// little-endian. The number pairs an answer with its request, so that many requests travel at a time.
///
/// @param payload by kind: LOAD the deployment's id; UNLOAD the same; INFER the deployment's id and tensors;
///                OUTPUTS tensors; REFUSED and BROKEN a reason in UTF-8; PING, DONE and BUSY nothing
public record Frame(Kind kind, long number, ByteBuffer payload) {

    public enum Kind {
        LOAD,
        UNLOAD,
        INFER,
        PING,
        /// Done, with nothing to say.
        DONE,
        OUTPUTS,
        /// The package cannot be served.
        REFUSED,
        /// The computation failed.
        BROKEN,
        /// Too much waits already.
        BUSY
    }

    private static final int HEADER = 4 + 1 + 8;
    private static final int SIZE_MAX = 64 << 20;
    private static final Kind[] KINDS = Kind.values();

    public Frame {
        payload = payload.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    public static Frame empty(Kind kind, long number) {
        return new Frame(kind, number, ByteBuffer.allocate(0));
    }

    public static Frame ofId(Kind kind, long number, UUID id) {
        return new Frame(kind, number, put(allocate(16), id).flip());
    }

    public static Frame ofText(Kind kind, long number, String text) {
        return new Frame(kind, number, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    public static Frame ofTensors(long number, List<Tensor> tensors) {
        return new Frame(
                Kind.OUTPUTS, number, put(allocate(size(tensors)), tensors).flip());
    }

    public static Frame infer(long number, UUID deployment, List<Tensor> tensors) {
        return new Frame(
                Kind.INFER,
                number,
                put(put(allocate(16 + size(tensors)), deployment), tensors).flip());
    }

    /// Takes an id off the payload.
    public UUID takeId() {
        return new UUID(payload.getLong(), payload.getLong());
    }

    /// The rest of the payload as text.
    public String text() {
        return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
    }

    /// Takes the tensors off the payload.
    public List<Tensor> takeTensors() {
        int count = payload.getShort();
        List<Tensor> tensors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[payload.getInt()];
            payload.get(name);
            Datatype datatype = Datatype.values()[payload.get()];
            List<Long> shape = new ArrayList<>();
            for (int axes = payload.get(); axes > 0; axes--) {
                shape.add(payload.getLong());
            }
            int length = payload.getInt();
            ByteBuffer data = payload.slice(payload.position(), length);
            payload.position(payload.position() + length);
            tensors.add(new Tensor(new String(name, StandardCharsets.UTF_8), datatype, shape, data));
        }
        return tensors;
    }

    /// Writes the whole frame; the caller lets one thread write at a time.
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer out = allocate(HEADER + payload.remaining());
        out.putInt(HEADER - 4 + payload.remaining())
                .put((byte) kind.ordinal())
                .putLong(number)
                .put(payload.duplicate())
                .flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /// The next frame.
    ///
    /// @throws EOFException where the other side has gone
    public static Frame readFrom(ReadableByteChannel channel) throws IOException {
        ByteBuffer header = fill(channel, allocate(HEADER));
        int length = header.getInt() - (HEADER - 4);
        int kind = header.get();
        long number = header.getLong();
        if (length < 0 || length > SIZE_MAX || kind < 0 || kind >= KINDS.length) {
            throw new IOException("No frame: length " + length + ", kind " + kind);
        }
        return new Frame(KINDS[kind], number, fill(channel, allocate(length)));
    }

    private static ByteBuffer fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("The other side of the socket has gone");
            }
        }
        return buffer.flip();
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer put(ByteBuffer out, UUID id) {
        return out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static int size(List<Tensor> tensors) {
        int size = 2;
        for (Tensor tensor : tensors) {
            size = Math.addExact(
                    size,
                    4
                            + tensor.name().getBytes(StandardCharsets.UTF_8).length
                            + 2
                            + 8 * tensor.shape().size()
                            + 4
                            + tensor.data().remaining());
        }
        return size;
    }

    private static ByteBuffer put(ByteBuffer out, List<Tensor> tensors) {
        out.putShort((short) tensors.size());
        for (Tensor tensor : tensors) {
            byte[] name = tensor.name().getBytes(StandardCharsets.UTF_8);
            out.putInt(name.length).put(name);
            out.put((byte) tensor.datatype().ordinal());
            out.put((byte) tensor.shape().size());
            tensor.shape().forEach(out::putLong);
            out.putInt(tensor.data().remaining()).put(tensor.data().duplicate());
        }
        return out;
    }
}
