package org.dure.server.compute;

import java.time.Instant;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// What becomes of a session beyond one attempt.
///
/// @param canCheckpoint whether it can make room without losing its work
/// @param pause         null where nobody holds it back
/// @param retry         what follows an attempt that did not come to its end
/// @param retryAt       it gets no slot before; null where it does not wait for that
/// @param endsAt        when its running attempt reaches its longest time; null where none runs
/// @param idle          null where it is at work, or its project has not said what idle sessions cost
public record SessionLife(
        CanCheckpoint canCheckpoint,
        @Nullable Pause pause,
        Retry retry,
        @Nullable Instant retryAt,
        @Nullable Instant endsAt,
        @Nullable Idle idle) {

    /// Of a session that has only been submitted.
    public static SessionLife fresh(Retry retry) {
        return new SessionLife(CanCheckpoint.UNKNOWN, null, retry, null, null, null);
    }

    /// Whether a program stores checkpoints.
    public enum CanCheckpoint {
        /// It has neither stored one nor failed to when it was asked.
        UNKNOWN,
        YES,
        NO
    }

    /// A session that is held back: it gets no slot until somebody resumes it.
    ///
    /// @param by the name of who asked, or "Dure"
    public record Pause(String by, Reason reason, Instant since) {}

    /// A session that has done next to nothing for at least half of the time that its project allows.
    ///
    /// @param pausesAt when it is asked to save and paused, unless it gets to work or somebody keeps it
    public record Idle(Instant since, Instant pausesAt) {}
}
