package org.dure.server.compute.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dure.base.Ids;
import org.dure.base.Json;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One terminal between a WebSocket and a stream.
final class TerminalSocket extends AbstractWebSocketHandler {

    private static final int BUFFER_BYTES = 16 << 10;
    private static final int MESSAGE_BYTES_MAX = 64 << 10;

    private final StreamService streams;
    private final UUID sessionId;
    private final UUID terminal = Ids.next();
    private final int columns;
    private final int rows;

    /// Null where it could not be opened. What is typed before it is open waits for it.
    private final CompletableFuture<@Nullable StreamConnection> stream = new CompletableFuture<>();

    TerminalSocket(StreamService streams, UUID sessionId, int columns, int rows) {
        this.streams = streams;
        this.sessionId = sessionId;
        this.columns = columns;
        this.rows = rows;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession socket) {
        socket.setBinaryMessageSizeLimit(MESSAGE_BYTES_MAX);
        socket.setTextMessageSizeLimit(MESSAGE_BYTES_MAX);
        Thread.ofVirtual().name("terminal " + terminal).start(() -> show(socket));
    }

    private void show(WebSocketSession socket) {
        CloseStatus end = CloseStatus.NORMAL;
        try (StreamConnection opened = streams.terminal(sessionId, terminal, columns, rows)) {
            stream.complete(opened);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = opened.in().read(buffer); n >= 0; n = opened.in().read(buffer)) {
                socket.sendMessage(new BinaryMessage(ByteBuffer.wrap(buffer, 0, n), true));
            }
        } catch (UserError refused) {
            end = CloseStatus.SERVICE_RESTARTED.withReason(String.valueOf(refused.getMessage()));
        } catch (IOException cut) {
            end = CloseStatus.GOING_AWAY;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            stream.complete(null);
        }
        close(socket, end);
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession socket, BinaryMessage message) throws IOException {
        StreamConnection open = stream.join();
        if (open != null) {
            ByteBuffer typed = message.getPayload();
            byte[] bytes = new byte[typed.remaining()];
            typed.get(bytes);
            open.write(bytes, 0, bytes.length);
        }
    }

    @Override
    protected void handleTextMessage(WebSocketSession socket, TextMessage message) {
        try {
            JsonNode size = Json.MAPPER.readTree(message.getPayload());
            int toColumns = size.path("columns").asInt(columns);
            int toRows = size.path("rows").asInt(rows);
            Thread.ofVirtual().start(() -> resize(toColumns, toRows));
        } catch (JacksonException noSize) {
            close(socket, CloseStatus.BAD_DATA.withReason("a text message is {\"columns\": …, \"rows\": …}"));
        }
    }

    private void resize(int toColumns, int toRows) {
        try {
            streams.resize(sessionId, terminal, toColumns, toRows);
        } catch (UserError over) {
            // The terminal has just ended.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
        stream.thenAccept(open -> {
            if (open != null) {
                open.close();
            }
        });
    }

    private static void close(WebSocketSession socket, CloseStatus status) {
        try {
            socket.close(status);
        } catch (IOException gone) {
            // closed from the other side
        }
    }
}
