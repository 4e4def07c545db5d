package org.dure.server.sweeps;

import org.dure.server.sweeps.search.Halving;
import org.jspecify.annotations.Nullable;

/// By what trials are ended early.
///
/// @param metric that the program logs; null where values are reported to the sweep
/// @param first  the step of the first rung
/// @param factor one of so many goes on at each rung
public record EarlyStop(@Nullable String metric, Direction direction, long first, int factor) {

    public Halving halving() {
        return new Halving(first, factor);
    }
}
