package org.dure.server.compute.scheduler.search;

/// A choice within a problem, and what it rests on.
///
/// @param rung        the epochs from which it is promoted; 0 where no rung speaks
/// @param probability that it renews the problem's best; not a number where nothing was computed
public record Pick(Trial trial, Ground ground, int rung, double probability) {

    /// Why just this one.
    public enum Ground {
        /// The order of arrival says so.
        NEXT_IN_LINE,
        /// It has had the fewest epochs.
        FEWEST_EPOCHS,
        /// It goes on with what it began.
        GOES_ON,
        /// It is among the best third of its rung.
        PROMOTED,
        /// Nobody can be promoted, so a new one begins.
        NEW_AT_RANDOM,
        /// Nobody can be promoted, so the new one begins whose settings promise most.
        NEW_BY_MODEL,
        /// The model of curves and settings promises most of it.
        BY_MODEL,
        /// It has been paused for longest.
        AGEING
    }

    static Pick of(Trial trial, Ground ground) {
        return new Pick(trial, ground, 0, Double.NaN);
    }
}
