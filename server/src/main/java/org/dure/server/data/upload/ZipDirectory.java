package org.dure.server.data.upload;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dure.server.base.UserError;

/// Bounds a zip's central directory before a library reads it into memory (PKWARE APPNOTE 6.3.10, section 4.3).
final class ZipDirectory {

    private static final int END_BYTES = 22;
    private static final int COMMENT_BYTES_MAX = 0xFFFF;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_BYTES_MIN = 46;

    private ZipDirectory() {}

    /// @throws UserError.TooLarge where the directory holds more than `entriesMax` entries
    static void check(Path zip, long entriesMax) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(zip)) {
            long size = channel.size();
            int length = (int) Math.min(size, END_BYTES + COMMENT_BYTES_MAX + LOCATOR_BYTES);
            ByteBuffer tail = read(channel, size - length, length);
            for (int at = length - END_BYTES; at >= 0; at--) {
                if (tail.getInt(at) == END_SIGNATURE) {
                    checkEntries(channel, directoryOffset(channel, tail, at), entriesMax);
                    return;
                }
            }
        }
        throw new UserError.Invalid("archive", "is a zip without its directory; it seems to be cut off");
    }

    private static long directoryOffset(SeekableByteChannel channel, ByteBuffer tail, int at) throws IOException {
        boolean wide = at >= LOCATOR_BYTES && tail.getInt(at - LOCATOR_BYTES) == LOCATOR_SIGNATURE;
        if (!wide) {
            return Integer.toUnsignedLong(tail.getInt(at + 16));
        }
        long wideEnd = tail.getLong(at - LOCATOR_BYTES + 8);
        if (wideEnd < 0 || wideEnd + 56 > channel.size()) {
            throw new UserError.Invalid("archive", "is a zip whose directory points outside of it");
        }
        return read(channel, wideEnd, 56).getLong(48);
    }

    /// Counts as the library will: entry after entry, whatever the directory says of its own length.
    private static void checkEntries(SeekableByteChannel channel, long begin, long entriesMax) throws IOException {
        if (begin < 0 || begin > channel.size()) {
            throw new UserError.Invalid("archive", "is a zip whose directory points outside of it");
        }
        channel.position(begin);
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
        for (long count = 0; ; count++) {
            byte[] bytes = in.readNBytes(ENTRY_BYTES_MIN);
            ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.length < ENTRY_BYTES_MIN || entry.getInt(0) != ENTRY_SIGNATURE) {
                return;
            }
            if (count >= entriesMax) {
                throw new UserError.TooLarge("The archive has more than " + entriesMax + " files.");
            }
            in.skipNBytes(length(entry, 28) + length(entry, 30) + length(entry, 32));
        }
    }

    private static long length(ByteBuffer entry, int at) {
        return Short.toUnsignedLong(entry.getShort(at));
    }

    private static ByteBuffer read(SeekableByteChannel channel, long from, int length) throws IOException {
        channel.position(from);
        byte[] bytes = Channels.newInputStream(channel).readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the zip is cut off");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
