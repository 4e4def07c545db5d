package org.dure.server.models;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A named line of model versions within a project.
///
/// @param problemId what its versions compete on; null for a model that was brought without a problem
/// @param versions  how many there are; they are numbered 1, 2, 3…
public record Model(
        UUID id,
        UUID projectId,
        @Nullable UUID problemId,
        String name,
        String createdBy,
        Instant createdAt,
        int versions) {}
