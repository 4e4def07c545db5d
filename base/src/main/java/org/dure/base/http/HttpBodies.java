package org.dure.base.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Carries message bodies from one side to the other, within a limit.
public final class HttpBodies {

    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9a-fA-F]{1,12}");
    private static final int BUFFER_BYTES = 16 << 10;

    private HttpBodies() {}

    public static void length(InputStream in, OutputStream out, long bytes) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = bytes;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException("the body is shorter than its Content-Length");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
        out.flush();
    }

    /// Reads chunks strictly and writes them anew: extensions and trailers are dropped.
    public static void chunked(InputStream in, OutputStream out, long bytesMax) throws IOException {
        long total = 0;
        while (true) {
            long bytes = chunkSize(in);
            total += bytes;
            if (total > bytesMax) {
                throw new HttpHead.Malformed(413, "the body is larger than " + bytesMax + " bytes");
            }
            if (bytes == 0) {
                break;
            }
            out.write((Long.toHexString(bytes) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            length(in, out, bytes);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            endChunk(in);
        }
        dropTrailers(in);
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /// Reads chunks strictly and writes what is in them.
    public static void dechunk(InputStream in, OutputStream out) throws IOException {
        for (long bytes = chunkSize(in); bytes > 0; bytes = chunkSize(in)) {
            length(in, out, bytes);
            endChunk(in);
        }
        dropTrailers(in);
    }

    private static long chunkSize(InputStream in) throws IOException {
        String size = HttpHead.line(in, new int[] {256});
        int extension = size.indexOf(';');
        String digits = (extension < 0 ? size : size.substring(0, extension)).strip();
        if (!CHUNK_SIZE.matcher(digits).matches()) {
            throw new HttpHead.Malformed(400, "a chunk's size is a hexadecimal number");
        }
        return Long.parseLong(digits, 16);
    }

    private static void endChunk(InputStream in) throws IOException {
        if (!HttpHead.line(in, new int[] {2}).isEmpty()) {
            throw new HttpHead.Malformed(400, "a chunk is longer than its size");
        }
    }

    private static void dropTrailers(InputStream in) throws IOException {
        int[] bytesLeft = {4 << 10};
        while (!HttpHead.line(in, bytesLeft).isEmpty()) {
            // dropped
        }
    }

    /// Until the sender closes.
    public static void rest(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            out.flush();
        }
    }
}
