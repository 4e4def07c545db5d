package org.dure.server.tracking.tensorboard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.dure.base.Sha256;

/// The records of a TFRecord file, one after the other. All numbers are little-endian:
///
///     record = length (8) checksum of the length (4) data checksum of the data (4)
///
/// A checksum is a CRC-32C, turned and shifted so that a checksum of checksums is none by chance.
final class RecordReader {

    private static final int HEAD = 12;
    private static final int FOOT = 4;
    private static final int MASK = 0xa282ead8;

    /// What comes next in the file.
    sealed interface Next {

        record Whole(byte[] data) implements Next {}

        /// Its checksum is right, but it is longer than what is kept in memory.
        record TooLong(long bytes) implements Next {}

        record Truncated() implements Next {}

        record Damaged() implements Next {}

        record End() implements Next {}
    }

    private final InputStream in;
    private final long sizeBytes;
    private final int dataMost;
    private MessageDigest before = Sha256.digest();
    private final byte[] buffer = new byte[1 << 16];
    private long position;

    /// @param sizeBytes of the whole file
    /// @param dataMost  bytes of a record's data
    RecordReader(InputStream in, long sizeBytes, int dataMost) {
        this.in = in;
        this.sizeBytes = sizeBytes;
        this.dataMost = dataMost;
    }

    /// Where the next record begins; stays there where that is not whole.
    long position() {
        return position;
    }

    /// Of all bytes before `position`, in hexadecimal digits.
    String sha256Before() {
        return HexFormat.of().formatHex(copy(before).digest());
    }

    /// After anything but `Whole` and `TooLong` there is nothing left to be read.
    Next next() throws IOException {
        long left = sizeBytes - position;
        if (left == 0) {
            return new Next.End();
        }
        byte[] head = in.readNBytes((int) Math.min(HEAD, left));
        if (head.length < HEAD) {
            return new Next.Truncated();
        }
        ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long length = numbers.getLong();
        if (numbers.getInt() != masked(crc(head, 8)) || length < 0) {
            return new Next.Damaged();
        }
        if (length > left - HEAD - FOOT) {
            return new Next.Truncated();
        }
        return length > dataMost ? skip(head, length) : whole(head, (int) length);
    }

    private Next whole(byte[] head, int length) throws IOException {
        byte[] data = in.readNBytes(length);
        byte[] foot = in.readNBytes(FOOT);
        if (data.length < length || foot.length < FOOT) {
            return new Next.Truncated();
        }
        if (checksum(foot) != masked(crc(data, length))) {
            return new Next.Damaged();
        }
        before.update(head);
        before.update(data);
        before.update(foot);
        position += HEAD + length + FOOT;
        return new Next.Whole(data);
    }

    private Next skip(byte[] head, long length) throws IOException {
        MessageDigest after = copy(before);
        after.update(head);
        CRC32C crc = new CRC32C();
        for (long left = length; left > 0; ) {
            int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (read == 0) {
                return new Next.Truncated();
            }
            crc.update(buffer, 0, read);
            after.update(buffer, 0, read);
            left -= read;
        }
        byte[] foot = in.readNBytes(FOOT);
        if (foot.length < FOOT) {
            return new Next.Truncated();
        }
        if (checksum(foot) != masked((int) crc.getValue())) {
            return new Next.Damaged();
        }
        after.update(foot);
        before = after;
        position += HEAD + length + FOOT;
        return new Next.TooLong(length);
    }

    private static int checksum(byte[] foot) {
        return ByteBuffer.wrap(foot).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static int masked(int crc) {
        return Integer.rotateRight(crc, 15) + MASK;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's SHA-256 can be cloned", e);
        }
    }
}
