package org.dure.server.compute.forecast;

import org.jspecify.annotations.Nullable;

/// When a session will start, in seconds from now.
///
/// @param similar         how many past sessions the least known of those in its way was judged by
/// @param interval        null where too little is known: fewer than three such sessions, or nobody will give way
/// @param atLimitsSeconds where everybody before it runs up to its time limit; null where even then it would not start
public record Start(
        int similar, @Nullable Interval interval, @Nullable Double atLimitsSeconds) {

    /// In half of all cases the start lies within the first two, in nine of ten within the other two.
    public record Interval(
            double medianSeconds,
            double low50Seconds,
            double high50Seconds,
            double low90Seconds,
            double high90Seconds) {}
}
