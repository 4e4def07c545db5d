package org.dure.base.serving;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.model.PackageFile;
import org.jspecify.annotations.Nullable;

/// All that `serve` needs to answer while `server` is down.
///
/// @param version   grows with every change
/// @param issuedAt  a table older than 24 h is refused
/// @param tryKeys   the HMAC keys with which try-it tokens are signed, newest first
public record RoutingTable(
        long version, Instant issuedAt, List<Endpoint> endpoints, List<Key> keys, List<String> tryKeys) {

    /// A name, unique within its project, behind which one live version of a model answers.
    ///
    /// @param live null while nothing is deployed
    public record Endpoint(
            UUID id,
            UUID projectId,
            String name,
            String modelName,
            @Nullable Deployment live) {}

    /// @param version the model version as the Open Inference Protocol shows it, such as "3"
    /// @param files   the model package
    public record Deployment(UUID id, String version, List<PackageFile> files) {}

    /// An API key. The secret itself is never here.
    ///
    /// @param sha256     of the whole key as the caller sends it
    /// @param endpointId null for every endpoint of the project
    /// @param perSecond  calls a second, at least 1
    /// @param perDay     calls a day (UTC), at least 1
    public record Key(
            UUID id,
            String sha256,
            UUID projectId,
            @Nullable UUID endpointId,
            @Nullable Instant expiresAt,
            int perSecond,
            long perDay) {}
}
