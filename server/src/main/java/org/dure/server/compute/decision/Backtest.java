package org.dure.server.compute.decision;

/// Probabilities that decisions rested on, held against what then happened.
///
/// @param inSlice whether the session renewed its problem's best within the slice that it was given
/// @param atEnd   whether it did so up to its end, which is what the probability speaks of
record Backtest(Outcome inSlice, Outcome atEnd) {}
