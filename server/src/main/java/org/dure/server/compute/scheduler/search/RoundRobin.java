package org.dure.server.compute.scheduler.search;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Every experiment in turn, an epoch each.
///
/// @param most experiments that take turns; the others wait until these have ended
public record RoundRobin(int most) implements Search {

    @Override
    public @Nullable Pick next(Problem problem, RandomGenerator random) {
        Trial least = null;
        int seen = 0;
        for (Trial trial : problem.trials()) {
            if (seen >= most && least != null) {
                break;
            }
            seen++;
            if (trial.ready(problem.horizon()) && (least == null || trial.epochs() < least.epochs())) {
                least = trial;
            }
        }
        return least == null ? null : Pick.of(least, Pick.Ground.FEWEST_EPOCHS);
    }
}
