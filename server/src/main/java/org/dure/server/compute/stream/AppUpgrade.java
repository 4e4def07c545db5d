package org.dure.server.compute.stream;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.dure.base.http.HttpBodies;
import org.jspecify.annotations.Nullable;

/// A browser's WebSocket with an application, passed on byte by byte; it holds its thread until the application ends
/// it. Only when it returns does the container close the connection, and with it ends what still reads from there.
public final class AppUpgrade implements HttpUpgradeHandler {

    private static final int BUFFER_BYTES = 16 << 10;

    private @Nullable StreamConnection stream;
    private @Nullable InputStream fromInside;

    /// @param in of the stream, with what of it was read ahead
    void join(StreamConnection opened, InputStream in) {
        stream = opened;
        fromInside = in;
    }

    @Override
    public void init(WebConnection browser) {
        StreamConnection inside = Objects.requireNonNull(stream);
        Thread.ofVirtual().name("inward").start(() -> inward(browser, inside));
        try (inside) {
            HttpBodies.rest(Objects.requireNonNull(fromInside), browser.getOutputStream());
        } catch (IOException cut) {
            // One of them has gone away; so does the other.
        } finally {
            try {
                browser.close();
            } catch (Exception already) {
                // closed from the other side
            }
        }
    }

    private static void inward(WebConnection browser, StreamConnection inside) {
        try (inside) {
            InputStream in = browser.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                inside.write(buffer, 0, n);
            }
        } catch (IOException cut) {
            // see `init`
        }
    }

    @Override
    public void destroy() {
        // Closed where it ended.
    }
}
