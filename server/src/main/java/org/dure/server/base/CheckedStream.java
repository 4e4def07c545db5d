package org.dure.server.base;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.dure.base.Sha256;

/// Bytes whose hash is compared at the end: the read that would say "no more" throws where they are not the expected
/// ones. Whoever passes them on holds the last of them back until then.
public final class CheckedStream extends FilterInputStream {

    private static final int SKIP_BYTES = 1 << 16;

    private final MessageDigest digest = Sha256.digest();
    private final Sha256 expected;
    private final String what;
    private boolean checked;

    /// @param what names the bytes in the error, such as "The stored object …"
    public CheckedStream(InputStream in, Sha256 expected, String what) {
        super(in);
        this.expected = expected;
        this.what = what;
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
            digest.update(buffer, offset, read);
        } else if (read < 0 && !checked) {
            checked = true;
            Sha256 found = Sha256.of(digest);
            if (!found.equals(expected)) {
                throw new DamagedException(what + " is damaged: it now has the sha256 " + found);
            }
        }
        return read;
    }

    /// Skipped bytes could not be checked.
    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(SKIP_BYTES, Math.max(0, count))];
        return buffer.length == 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /// The bytes are not what they were.
    public static final class DamagedException extends IOException {
        DamagedException(String message) {
            super(message);
        }
    }
}
