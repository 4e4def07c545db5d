package org.dure.server.data.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.dure.server.base.UserError;
import org.dure.server.data.Limits;

/// Unpacked bytes, counted against the limits while they appear.
final class MeteredStream extends FilterInputStream {

    /// Counts all streams of one archive together.
    static final class Meter {

        private static final long HEADER_BYTES_MAX = 1 << 20;

        private final Limits limits;
        private final long archiveBytes;
        private long unpacked;
        private long headerEnd = Long.MAX_VALUE;

        Meter(Limits limits, long archiveBytes) {
            this.limits = limits;
            this.archiveBytes = archiveBytes;
        }

        /// From here until `endHeader`, only what belongs to one header is expected.
        void beginHeader() {
            headerEnd = unpacked + HEADER_BYTES_MAX;
        }

        void endHeader() {
            headerEnd = Long.MAX_VALUE;
        }

        private void add(long bytes) {
            unpacked += bytes;
            if (unpacked > headerEnd) {
                throw new UserError.Invalid("archive", "has a header of more than " + HEADER_BYTES_MAX + " bytes");
            }
            if (unpacked > limits.unpackedBytes()) {
                throw new UserError.TooLarge(
                        "The archive unpacks to more than the " + limits.unpackedBytes() + " bytes that are allowed.");
            }
            if (unpacked > limits.ratioFreeBytes() && unpacked / Math.max(1, archiveBytes) > limits.ratio()) {
                throw new UserError.TooLarge("The archive unpacks to more than " + limits.ratio()
                        + " times its size, as zip bombs do; send the files themselves.");
            }
        }
    }

    private static final int SKIP_BYTES = 1 << 16;

    private final Meter meter;

    MeteredStream(InputStream in, Meter meter) {
        super(in);
        this.meter = meter;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            meter.add(read);
        }
        return read;
    }

    /// Skipped bytes are unpacked, too.
    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(SKIP_BYTES, Math.max(0, count))];
        return buffer.length == 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
