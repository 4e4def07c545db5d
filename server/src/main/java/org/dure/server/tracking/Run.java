package org.dure.server.tracking;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One training (or anything else that logs) with what it has logged so far.
///
/// @param id        32 lowercase hexadecimal digits
/// @param sessionId the session whose program writes it; null for an outside client's
/// @param problemId the problem that it competes for
/// @param nested    made by a session's program beside the session's own run
/// @param status    a name of `RunStatus`
/// @param metrics   the last point of each, by (step, time, value)
public record Run(
        String id,
        UUID projectId,
        @Nullable UUID sessionId,
        @Nullable UUID problemId,
        long experimentId,
        boolean nested,
        String name,
        String userName,
        String status,
        Instant startedAt,
        @Nullable Instant endedAt,
        boolean deleted,
        Map<String, String> params,
        Map<String, String> tags,
        Map<String, Metric> metrics) {}
