package org.dure.server.serving.endpoint;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A name, unique within its project, under which `serve` answers.
///
/// @param followChampion whether each new champion of `problemId` is deployed here by itself
/// @param live           what answers now or is being loaded; null while nothing is deployed
public record Endpoint(
        UUID id,
        UUID projectId,
        String name,
        boolean followChampion,
        @Nullable UUID problemId,
        String createdBy,
        Instant createdAt,
        @Nullable Deployment live) {}
