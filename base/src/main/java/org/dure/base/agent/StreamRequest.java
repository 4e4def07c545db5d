package org.dure.base.agent;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stream of bytes that somebody outside wants into the sandbox of an interactive session.
///
/// @param id       of the stream
/// @param terminal which terminal is opened or resized; null for a port
/// @param port     of the loopback inside; 0 for a terminal
/// @param columns  of the terminal, 0 for a port
/// @param rows     like `columns`
public record StreamRequest(UUID id, Kind kind, @Nullable UUID terminal, int port, int columns, int rows) {

    public enum Kind {
        /// A shell on a terminal of its own, which ends with the stream.
        TERMINAL,
        /// Gives an open terminal another size; the stream ends at once.
        RESIZE,
        /// What listens at `port`.
        PORT
    }

    public static StreamRequest terminal(UUID id, UUID terminal, int columns, int rows) {
        return new StreamRequest(id, Kind.TERMINAL, terminal, 0, columns, rows);
    }

    public static StreamRequest resize(UUID id, UUID terminal, int columns, int rows) {
        return new StreamRequest(id, Kind.RESIZE, terminal, 0, columns, rows);
    }

    public static StreamRequest port(UUID id, int port) {
        return new StreamRequest(id, Kind.PORT, null, port, 0, 0);
    }

    /// What the agent is answered when it asks which streams are wanted.
    public record Wanted(List<StreamRequest> streams) {}
}
