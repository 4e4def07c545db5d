package org.dure.server.compute.scheduler.search;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// First come, first served: whoever began goes on to the end, then the next in line begins.
public final class InOrder implements Search {

    @Override
    public @Nullable Pick next(Problem problem, RandomGenerator random) {
        Trial first = null;
        for (Trial trial : problem.trials()) {
            if (trial.ready(problem.horizon())) {
                if (!trial.isNew()) {
                    return Pick.of(trial, Pick.Ground.GOES_ON);
                }
                first = first == null ? trial : first;
            }
        }
        return first == null ? null : Pick.of(first, Pick.Ground.NEXT_IN_LINE);
    }
}
