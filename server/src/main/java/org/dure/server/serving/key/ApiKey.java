package org.dure.server.serving.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A right to call endpoints at `serve`. The secret itself is shown once, when it is made.
///
/// @param endpointId null for every endpoint of the project
/// @param perSecond  calls a second
/// @param perDay     calls a day (UTC)
public record ApiKey(
        UUID id,
        UUID projectId,
        @Nullable UUID endpointId,
        String name,
        int perSecond,
        long perDay,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {

    /// A new key with its secret.
    public record Issued(ApiKey key, String secret) {}
}
