package org.dure.server.models.champion;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A reign: one model version was the best of its problem for a time.
///
/// @param hiddenAccuracy on the problem's hidden part
/// @param comparisonId   the decision that made it champion
/// @param until          null for the present one
public record Champion(
        UUID id,
        UUID problemId,
        UUID versionId,
        UUID modelId,
        String modelName,
        int number,
        @Nullable Double hiddenAccuracy,
        UUID comparisonId,
        Instant since,
        @Nullable Instant until) {}
