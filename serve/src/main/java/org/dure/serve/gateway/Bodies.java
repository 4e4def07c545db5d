package org.dure.serve.gateway;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Reads bodies within limits: of one, and of those being read at a time.
final class Bodies {

    static final int BYTES_MAX = 8 << 20;

    /// A body of the largest size takes several times its bytes while it is read.
    private static final int LARGE_AT_A_TIME = 3;

    private static final int SMALL = 256 << 10;

    private final Semaphore large = new Semaphore(LARGE_AT_A_TIME, true);

    byte[] read(ServerRequest request, int bytesMax) throws RefusedException {
        long announced = request.headers().contentLength().orElse(-1);
        if (announced > bytesMax) {
            throw tooLarge(bytesMax);
        }
        if (!request.content().hasEntity()) {
            throw RefusedException.badRequest("The request has no body");
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] start = in.readNBytes(Math.min(SMALL, bytesMax + 1));
            if (start.length < SMALL) {
                return limited(start, bytesMax);
            }
            return readLarge(in, start, bytesMax);
        } catch (IOException | UncheckedIOException broken) {
            throw RefusedException.badRequest("The body ended early");
        }
    }

    private byte[] readLarge(InputStream in, byte[] start, int bytesMax) throws IOException, RefusedException {
        try {
            if (!large.tryAcquire(10, TimeUnit.SECONDS)) {
                throw RefusedException.later(503, "Too many large requests at a time", 1);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw RefusedException.later(503, "The gateway stops", 1);
        }
        try {
            byte[] rest = in.readNBytes(bytesMax + 1 - start.length);
            byte[] whole = java.util.Arrays.copyOf(start, start.length + rest.length);
            System.arraycopy(rest, 0, whole, start.length, rest.length);
            return limited(whole, bytesMax);
        } finally {
            large.release();
        }
    }

    private static byte[] limited(byte[] body, int bytesMax) throws RefusedException {
        if (body.length > bytesMax) {
            throw tooLarge(bytesMax);
        }
        return body;
    }

    private static RefusedException tooLarge(int bytesMax) {
        return RefusedException.of(413, "The body exceeds " + bytesMax + " bytes");
    }
}
