package org.dure.server.compute;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What becomes of a session beyond one attempt.
///
/// @param canCheckpoint whether it can make room without losing its work
/// @param pause         null where nobody holds it back
public record SessionLife(
        CanCheckpoint canCheckpoint, @Nullable Pause pause) {

    /// Of a session that has only been submitted.
    public static SessionLife fresh() {
        return new SessionLife(CanCheckpoint.UNKNOWN, null);
    }

    /// Whether a program stores checkpoints.
    public enum CanCheckpoint {
        /// It has neither stored one nor failed to when it was asked.
        UNKNOWN,
        YES,
        NO
    }

    /// A session that a person holds back: it gets no slot until somebody resumes it.
    ///
    /// @param by     the name of who asked
    /// @param reason in their words
    public record Pause(String by, String reason, Instant since) {}
}
