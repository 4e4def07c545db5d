package org.dure.server.tracking.mlflow.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/// Writes a gzip stream (RFC 1952) of pieces that are deflated already, without unpacking them: their blocks stand one
/// after the other, and their checksums are joined.
final class GzipJoin {

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /// Bytes of a block that is not deflated.
    private static final int STORED_MOST = 65_535;

    /// The polynomial of CRC-32, the lowest power in the highest bit.
    private static final int POLYNOMIAL = 0xedb88320;

    private static final int ONE = 1 << 31;

    private final OutputStream out;
    private int crc;
    private long size;

    GzipJoin(OutputStream out) throws IOException {
        this.out = out;
        out.write(HEADER);
    }

    void write(PackedJson piece) throws IOException {
        out.write(piece.deflated());
        append(piece.crc(), piece.size());
    }

    void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += STORED_MOST) {
            stored(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + STORED_MOST)), false);
        }
        CRC32 ofText = new CRC32();
        ofText.update(bytes);
        append((int) ofText.getValue(), bytes.length);
    }

    void finish() throws IOException {
        stored(new byte[0], true);
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(crc)
                .putInt((int) size)
                .array());
    }

    private void stored(byte[] bytes, boolean last) throws IOException {
        out.write(ByteBuffer.allocate(5)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) (last ? 1 : 0))
                .putShort((short) bytes.length)
                .putShort((short) ~bytes.length)
                .array());
        out.write(bytes);
    }

    /// The checksum of two parts one after the other: that of the first, as if zeros as long as the second followed it,
    /// and that of the second.
    private void append(int ofMore, int length) {
        crc = multiply(power(length), crc) ^ ofMore;
        size += length;
    }

    /// x to the power of 8 × `bytes`, modulo the polynomial.
    private static int power(long bytes) {
        int result = ONE;
        int square = ONE >>> 8;
        for (long rest = bytes; rest != 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                result = multiply(square, result);
            }
            square = multiply(square, square);
        }
        return result;
    }

    /// The product of two polynomials over GF(2), modulo that of CRC-32.
    private static int multiply(int one, int other) {
        int product = 0;
        int shifted = other;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((one & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }
}
