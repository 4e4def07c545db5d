package org.dure.server.compute.scheduler.search;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One epoch each, then the best of them to their end (Egele et al., Is One Epoch All You Need For Multi-Fidelity
/// Hyperparameter Optimization?, 2023).
///
/// @param most experiments that get the one epoch
public record OneEpoch(int most) implements Search {

    @Override
    public @Nullable Pick next(Problem problem, RandomGenerator random) {
        Trial fresh = Rungs.firstNew(problem);
        if (fresh != null && problem.begun().size() < most) {
            return Pick.of(fresh, Pick.Ground.NEXT_IN_LINE);
        }
        Trial best = null;
        for (Trial trial : problem.ready()) {
            if (!trial.isNew() && (best == null || trial.loss(1) < best.loss(1))) {
                best = trial;
            }
        }
        if (best != null) {
            return Pick.of(best, Pick.Ground.GOES_ON);
        }
        return fresh == null ? null : Pick.of(fresh, Pick.Ground.NEXT_IN_LINE);
    }
}
