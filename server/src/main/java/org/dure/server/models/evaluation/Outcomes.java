package org.dure.server.models.evaluation;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// What an evaluation found. Shown to nobody item by item.
///
/// @param items           how many items the hidden part has
/// @param right           bit n is set where item n was answered rightly
/// @param latencyUsMedian of one item, in microseconds
public record Outcomes(int items, BitSet right, @Nullable Long latencyUsMedian) {

    public int correct() {
        return right.cardinality();
    }

    public double accuracy() {
        return correct() / (double) items;
    }
}
