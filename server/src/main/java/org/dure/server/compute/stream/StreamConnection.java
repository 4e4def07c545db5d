package org.dure.server.compute.stream;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/// A stream that is open: what is read comes from inside the session, what is written goes there.
final class StreamConnection implements AutoCloseable {

    private final WebConnection connection;
    private final InputStream in;
    private final OutputStream out;
    private final CountDownLatch ended = new CountDownLatch(1);

    StreamConnection(WebConnection connection) throws IOException {
        this.connection = connection;
        this.in = connection.getInputStream();
        this.out = connection.getOutputStream();
    }

    InputStream in() {
        return in;
    }

    /// Whole messages, each sent at once.
    synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }

    /// Returns when it is closed.
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (Exception already) {
            // Nobody is left at the other end.
        } finally {
            ended.countDown();
        }
    }
}
