package org.dure.server.data;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A named row of versions, owned by a project.
///
/// @param latestVersion the highest version number; null while there is none
public record Dataset(
        UUID id,
        UUID projectId,
        String name,
        String description,
        @Nullable Integer latestVersion,
        String createdBy,
        Instant createdAt) {}
