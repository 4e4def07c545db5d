package org.dure.server.tracking.point;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// A growing array of bytes with varints (seven bits a byte, the lowest first) and deflated parts.
final class ByteWriter {

    private static final int LEVEL = 4;

    private byte[] bytes = new byte[256];
    private int size;

    void put(byte value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = value;
    }

    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
    }

    static long readVarint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("A varint is longer than 64 bits");
    }

    /// Adds `part`, deflated where that makes it smaller, with both its sizes before it.
    void packed(ByteWriter part) {
        byte[] packed = new byte[part.size];
        int packedSize;
        try (Deflater deflater = new Deflater(LEVEL, true)) {
            deflater.setInput(part.bytes, 0, part.size);
            deflater.finish();
            packedSize = deflater.deflate(packed);
            if (!deflater.finished()) {
                packedSize = part.size;
            }
        }
        varint(part.size);
        varint(packedSize);
        put(packedSize < part.size ? packed : part.bytes, packedSize);
    }

    /// Passes by what `readPacked` would read.
    static void skipPacked(ByteBuffer in) {
        readVarint(in);
        int packed = (int) readVarint(in);
        in.position(in.position() + packed);
    }

    static ByteBuffer readPacked(ByteBuffer in) {
        int whole = (int) readVarint(in);
        int packed = (int) readVarint(in);
        ByteBuffer part = in.slice(in.position(), packed);
        in.position(in.position() + packed);
        if (packed == whole) {
            return part;
        }
        byte[] bytes = new byte[whole];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(part);
            if (inflater.inflate(bytes) != whole) {
                throw new IllegalStateException("A chunk's column is cut off");
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException("A chunk's column cannot be unpacked", e);
        }
        return ByteBuffer.wrap(bytes);
    }

    private void put(byte[] more, int count) {
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, bytes.length * 2));
        }
        System.arraycopy(more, 0, bytes, size, count);
        size += count;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
