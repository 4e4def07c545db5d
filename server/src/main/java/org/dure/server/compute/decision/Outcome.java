package org.dure.server.compute.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How often what decisions foretold came true.
///
/// @param count    decisions whose outcome is known
/// @param brier    mean squared difference of probability and outcome, 0 to 1, lower is better; null without any
/// @param baseRate share of those that came true; null without any
/// @param bins     by probability, those that hold any
@JsonInclude(JsonInclude.Include.NON_NULL)
record Outcome(long count, @Nullable Double brier, @Nullable Double baseRate, List<Bin> bins) {

    /// @param meanProbability of those in it
    /// @param renewed         share of them that came true
    record Bin(double from, double to, long count, double meanProbability, double renewed) {}
}
