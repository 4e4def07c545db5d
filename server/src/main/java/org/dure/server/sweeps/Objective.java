package org.dure.server.sweeps;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a sweep makes best.
///
/// @param metric    of the runs, with METRIC; null otherwise
/// @param take      which of the metric's values counts
/// @param problemId what the sessions compete for; with METRIC, too, where one is named
public record Objective(
        Source source,
        @Nullable String metric,
        Direction direction,
        Take take,
        @Nullable UUID problemId) {

    public enum Source {
        /// What the platform itself measures on the problem's hidden part.
        HIDDEN,
        /// What the program logs.
        METRIC,
        /// What whoever asked for the trial tells.
        TOLD
    }

    public enum Take {
        LAST,
        BEST
    }
}
