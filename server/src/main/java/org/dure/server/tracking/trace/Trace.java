package org.dure.server.tracking.trace;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One call of a program, with what its client tells of it.
///
/// @param id         `tr-` and mostly 32 hexadecimal digits
/// @param sessionId  the session whose program sent it
/// @param durationMs null while it is going on
/// @param state      OK, ERROR, IN_PROGRESS or STATE_UNSPECIFIED
public record Trace(
        String id,
        UUID projectId,
        long experimentId,
        @Nullable UUID sessionId,
        @Nullable String clientRequestId,
        long requestedMs,
        @Nullable Long durationMs,
        String state,
        @Nullable String requestPreview,
        @Nullable String responsePreview,
        Map<String, String> metadata,
        Map<String, String> tags) {}
