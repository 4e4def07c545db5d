package org.dure.server.compute.stream;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes a connection over from HTTP and holds it, with its thread, until the stream ends. Made by the servlet
/// container; `hold` tells it the rest.
public final class StreamUpgrade implements HttpUpgradeHandler {

    private @Nullable StreamBroker broker;
    private @Nullable UUID streamId;

    void hold(StreamBroker given, UUID stream) {
        broker = given;
        streamId = stream;
    }

    @Override
    public void init(WebConnection connection) {
        StreamBroker brokering = java.util.Objects.requireNonNull(broker);
        UUID stream = java.util.Objects.requireNonNull(streamId);
        try (StreamConnection opened = new StreamConnection(connection)) {
            if (brokering.accept(stream, opened)) {
                opened.awaitEnd();
            }
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void destroy() {
        // Closed where it ended.
    }
}
