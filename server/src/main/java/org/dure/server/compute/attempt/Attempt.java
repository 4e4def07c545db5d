package org.dure.server.compute.attempt;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One try to run a session.
///
/// @param pool        where it runs
/// @param handle      how the engine finds its agent again; null before the agent was started
/// @param stateNumber of the last report that was kept
/// @param nextLog     the number of the log chunk that is awaited
/// @param fencedAt    since when its agent is refused; null while it goes on
record Attempt(
        UUID id,
        UUID sessionId,
        UUID projectId,
        String pool,
        int number,
        @Nullable String handle,
        int stateNumber,
        long nextLog,
        @Nullable Instant spawnedAt,
        @Nullable Instant heartbeatAt,
        @Nullable Instant fencedAt) {

    /// Whether its agent may still speak for the session.
    boolean isOpen() {
        return fencedAt == null;
    }
}
