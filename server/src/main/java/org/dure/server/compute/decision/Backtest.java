package org.dure.server.compute.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Probabilities that decisions rested on, held against what then happened.
///
/// @param inSlice whether the session renewed its problem's best within the slice that it was given
/// @param atEnd   whether it did so up to its end, which is what the probability speaks of
record Backtest(Outcome inSlice, Outcome atEnd) {

    /// How often what decisions foretold came true.
    ///
    /// @param count    decisions whose outcome is known
    /// @param brier    mean squared difference of probability and outcome, 0 to 1, lower is better; null
    ///                 without any
    /// @param baseRate share of those that came true; null without any
    /// @param bins     by probability, those that hold any
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(
            long count, @Nullable Double brier, @Nullable Double baseRate, List<Bin> bins) {}

    /// @param meanProbability of those in it
    /// @param renewed         share of them that came true
    record Bin(double from, double to, long count, double meanProbability, double renewed) {}
}
