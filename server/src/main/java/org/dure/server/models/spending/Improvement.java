package org.dure.server.models.spending;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// From one champion of a problem to the next, and what the sessions that compete for the problem held meanwhile.
///
/// @param until      when the new champion came; null for the time since the present one, in which nothing better came
/// @param modelName  of the new champion; null since the present one
/// @param score      on the hidden part, 0 to 1
/// @param points     by which the score rose, in hundredths of it; null for the first champion and since the present
/// one
/// @param cost       in the platform's currency; null where no price was set
record Improvement(
        Instant since,
        @Nullable Instant until,
        @Nullable UUID modelId,
        @Nullable String modelName,
        @Nullable Integer number,
        @Nullable Double score,
        @Nullable Double points,
        double gpuHours,
        double cpuHours,
        @Nullable Double cost) {

    /// Null where nothing rose, or no GPU was held.
    @Nullable
    Double gpuHoursPerPoint() {
        return points == null || points <= 0 || gpuHours == 0 ? null : gpuHours / points;
    }

    /// Null where nothing rose, or no CPU slot was held.
    @Nullable
    Double cpuHoursPerPoint() {
        return points == null || points <= 0 || cpuHours == 0 ? null : cpuHours / points;
    }
}
