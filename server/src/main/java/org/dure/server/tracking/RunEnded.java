package org.dure.server.tracking;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A run has reached a terminal status and all its artifacts are there. Once for a session's own run; a run of an
/// outside client that is taken up again ends again. Runs nested in a session's run do not compete: they end silently.
///
/// @param status FINISHED, FAILED or KILLED
public record RunEnded(
        String runId,
        UUID projectId,
        @Nullable UUID sessionId,
        @Nullable UUID problemId,
        String status) {}
