package org.dure.server.sweeps.search;

import java.util.Map;

/// What became of a point that was tried.
///
/// @param point the values of its active parameters
/// @param loss  the smaller the better; of a PRUNED one the last that was seen, of a RUNNING one nothing
/// @param step  how far a PRUNED one had come
public record Observation(Map<String, Object> point, Outcome outcome, double loss, long step) {

    public enum Outcome {
        COMPLETE,
        /// Ended early, for others were better at the same step.
        PRUNED,
        RUNNING,
        /// Nothing is known of it.
        FAILED
    }

    public Observation {
        point = Map.copyOf(point);
    }

    public static Observation complete(Map<String, Object> point, double loss) {
        return new Observation(point, Outcome.COMPLETE, loss, 0);
    }
}
