package org.dure.server.tracking;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Writes event files byte by byte, right and wrong ones.
final class EventFileBytes {

    /// Writes one message's fields.
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /// The time of step 0; each step is a second later.
    static final double START = 1_700_000_000.25;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    EventFileBytes() {
        event(0, out -> out.writeString(3, "brain.Event:2"));
    }

    int size() {
        return file.size();
    }

    byte[] bytes() {
        return file.toByteArray();
    }

    EventFileBytes scalar(String tag, long step, float value) {
        return value(step, out -> {
            out.writeString(1, tag);
            out.writeFloat(2, value);
        });
    }

    /// As TensorFlow 2 writes a scalar: a tensor, and who it is for.
    EventFileBytes tensor(String tag, long step, int type, Fields content) {
        return value(step, out -> {
            out.writeString(1, tag);
            out.writeByteArray(8, message(tensor -> {
                tensor.writeEnum(1, type);
                content.write(tensor);
            }));
            out.writeByteArray(
                    9,
                    message(metadata ->
                            metadata.writeByteArray(1, message(plugin -> plugin.writeString(1, "scalars")))));
        });
    }

    EventFileBytes value(long step, Fields value) {
        byte[] summary = message(out -> out.writeByteArray(1, message(value)));
        return event(step, out -> out.writeByteArray(5, summary));
    }

    EventFileBytes event(long step, Fields what) {
        return eventAt(START + step, step, what);
    }

    EventFileBytes eventAt(double seconds, long step, Fields what) {
        return record(message(out -> {
            out.writeDouble(1, seconds);
            out.writeInt64(2, step);
            what.write(out);
        }));
    }

    EventFileBytes record(byte[] data) {
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        return raw(length).raw(checksum(length)).raw(data).raw(checksum(data));
    }

    EventFileBytes raw(byte[] bytes) {
        file.writeBytes(bytes);
        return this;
    }

    static byte[] checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long value = crc.getValue();
        long masked = ((value >>> 15 | value << 17) + 0xa282ead8L) & 0xffff_ffffL;
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) masked)
                .array();
    }

    static byte[] message(Fields fields) {
        try {
            ByteString.Output bytes = ByteString.newOutput();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
            return bytes.toByteString().toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
