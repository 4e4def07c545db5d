package org.dure.server.sweeps;

/// How the trials of a population go on: each has a member's place in it, and whoever is among the worst at a rung
/// gives
/// its place to a copy of one of the best.
///
/// @param metric    that the program logs, by which members are compared
/// @param direction of the metric
/// @param size      how many members there are
/// @param every     so many steps lie between two rungs
/// @param share     of the members that are replaced at a rung, and of those that are copied
/// @param resample  how likely a copy draws a parameter anew instead of changing it a little
public record Population(String metric, Direction direction, int size, long every, double share, double resample) {

    /// The step of the rung that follows on so many.
    public long step(int generation) {
        return every * (generation + 1L);
    }
}
