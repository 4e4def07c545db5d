package org.dure.server.problems;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a problem is to be. What is null takes its only or usual value.
///
/// @param version the number of the version of `datasetId` whose hidden part judges
public record NewProblem(
        @Nullable String name,
        @Nullable String task,
        @Nullable String metric,
        @Nullable String direction,
        @Nullable UUID datasetId,
        @Nullable Integer version,
        @Nullable String hiddenPart) {}
