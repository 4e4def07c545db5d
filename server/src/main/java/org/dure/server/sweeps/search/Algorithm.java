package org.dure.server.sweeps.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chooses what to try next. The same arguments give the same point.
public sealed interface Algorithm permits GridSearch, RandomSearch, SobolSearch, TreeParzen {

    /// The algorithms by the names that people give them.
    enum Kind {
        GRID,
        RANDOM,
        SOBOL,
        TPE,
        /// Population based training: its members begin at random points; `Breeding` says how they go on.
        PBT;

        public Algorithm algorithm() {
            return switch (this) {
                case GRID -> new GridSearch();
                case RANDOM, PBT -> new RandomSearch();
                case SOBOL -> new SobolSearch();
                case TPE -> new TreeParzen();
            };
        }
    }

    /// @param number  counts the trials of the search from 0
    /// @param history what has been tried so far, in the order of the numbers
    /// @return the values of the parameters that are active; empty where nothing is left to try
    Optional<Map<String, Object>> next(Space space, long seed, int number, List<Observation> history);
}
