package org.dure.server.compute.scheduler.search;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Promotes by rungs; where nobody can be promoted, the next in line begins.
public final class Asha implements Search {

    @Override
    public @Nullable Pick next(Problem problem, RandomGenerator random) {
        Pick promotion = Rungs.promotion(problem);
        if (promotion != null) {
            return promotion;
        }
        Trial first = Rungs.firstNew(problem);
        return first == null ? Rungs.left(problem) : Pick.of(first, Pick.Ground.NEW_AT_RANDOM);
    }
}
