package org.dure.server.people.token;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;

/// An API token as its owner sees it in a list. The secret itself is shown once, when it is made.
///
/// @param permissions what it is limited to; null for all that its owner holds
public record Token(
        UUID id,
        String name,
        @Nullable List<Permission> permissions,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    /// A new token with its secret.
    public record Issued(UUID id, String secret) {}
}
