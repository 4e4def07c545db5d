package org.dure.server.models;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A named line of model versions within a project.
///
/// @param problemId what its versions compete on; null for a model that was brought without a problem
/// @param aliases   names that people give to versions, with the numbers of these
/// @param updatedAt when it was described or renamed, or a version of it made, moved to a stage or deleted
/// @param versions  how many there are; they are numbered 1, 2, 3…, and no number is given twice
public record Model(
        UUID id,
        UUID projectId,
        @Nullable UUID problemId,
        String name,
        String description,
        Map<String, String> tags,
        Map<String, Integer> aliases,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        int versions) {}
