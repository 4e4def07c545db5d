package org.dure.server.tracking.metric;

import org.dure.server.tracking.Metric;
import org.jspecify.annotations.Nullable;

/// One metric of one run, summed up over its points. `first` and `last` are the least and the greatest by (step,
/// time, value).
///
/// @param n   points
/// @param min null where every point is NaN; so is `max`
public record Series(
        String key,
        long n,
        Metric first,
        Metric last,
        @Nullable Extreme min,
        @Nullable Extreme max) {

    /// The least or greatest value and the first step at which it stood.
    public record Extreme(double value, long step) {}
}
