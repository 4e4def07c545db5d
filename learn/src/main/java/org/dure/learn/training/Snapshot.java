package org.dure.learn.training;

import java.util.List;
import org.dure.learn.network.Adam;

/// Training between two epochs: all that is needed to go on as if it had never stopped. The random numbers of an
/// epoch come from the recipe's seed and the epoch's number, so that no generator's state is kept.
///
/// @param epoch epochs done, 0 before the first
/// @param best  the epoch with the lowest validation loss so far
public record Snapshot(int epoch, List<float[]> weights, Adam.State optimiser, Best best) {

    /// @param weights as after `epoch`; with `epoch` 0, the untrained network's
    public record Best(int epoch, double validationLoss, double validationAccuracy, List<float[]> weights) {}
}
