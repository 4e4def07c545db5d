package org.dure.server.sweeps.search;

import java.util.List;

/// Ends early what falls behind: asynchronous successive halving (Li et al., "A system for massively parallel
/// hyperparameter tuning", 2020) in the form that stops running trials and needs none to be paused. At each rung (step
/// `first`, `first` · `factor`, `first` · `factor`², …) a trial goes on only if it is among the best 1/`factor` of
/// those
/// that have come there so far; as long as these are fewer than `factor`, all go on.
///
/// @param first  the step of the first rung, at least 1
/// @param factor at least 2
public record Halving(long first, int factor) {

    public static final long FIRST = 1;
    public static final int FACTOR = 3;

    /// The rung after `step`; 0 for before the first.
    public long after(long step) {
        long rung = first;
        while (rung <= step && rung <= Long.MAX_VALUE / factor) {
            rung *= factor;
        }
        return rung > step ? rung : Long.MAX_VALUE;
    }

    /// @param loss   of the trial at the rung; NaN for one that has run away, which never goes on
    /// @param others the losses of those that were there before
    public boolean goesOn(double loss, List<Double> others) {
        if (Double.isNaN(loss)) {
            return false;
        }
        int all = others.size() + 1;
        if (all < factor) {
            return true;
        }
        long better = others.stream().filter(other -> other < loss).count();
        return better < all / factor;
    }
}
