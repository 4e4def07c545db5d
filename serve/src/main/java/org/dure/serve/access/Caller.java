package org.dure.serve.access;

import java.util.Optional;
import java.util.UUID;
import org.dure.base.serving.RoutingTable;
import org.jspecify.annotations.Nullable;

/// Somebody who has shown a valid key or try-it token.
///
/// @param key      null for a try-it token
/// @param endpoint the only one that may be called; null for every endpoint of the project
public record Caller(
        UUID projectId,
        RoutingTable.@Nullable Key key,
        @Nullable UUID endpoint) {

    /// The id of the key; null for a try-it token.
    public @Nullable UUID keyId() {
        return Optional.ofNullable(key).map(RoutingTable.Key::id).orElse(null);
    }

    public boolean mayCall(UUID endpointId) {
        return endpoint == null || endpoint.equals(endpointId);
    }
}
