package org.dure.server.compute.scheduler.search;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// In the order of arrival, but one is left where its best loss is above the median of the running averages of those
/// before it (Golovin et al., Google Vizier, 2017), after three epochs and five others at the earliest.
public final class MedianRule implements Search {

    private static final int EPOCHS = 4;
    private static final int OTHERS = 5;

    @Override
    public @Nullable Pick next(Problem problem, RandomGenerator random) {
        for (Trial trial : problem.trials()) {
            if (trial.ready(problem.horizon()) && !trial.isNew() && !isLeft(problem, trial)) {
                return Pick.of(trial, Pick.Ground.GOES_ON);
            }
        }
        Trial fresh = Rungs.firstNew(problem);
        return fresh == null ? new InOrder().next(problem, random) : Pick.of(fresh, Pick.Ground.NEXT_IN_LINE);
    }

    private static boolean isLeft(Problem problem, Trial trial) {
        if (trial.epochs() < EPOCHS) {
            return false;
        }
        double[] averages = problem.trials().stream()
                .limit(trial.number())
                .filter(other -> other.epochs() >= trial.epochs())
                .mapToDouble(other -> average(other, trial.epochs()))
                .toArray();
        Arrays.sort(averages);
        return averages.length >= OTHERS && trial.best() > averages[averages.length / 2];
    }

    private static double average(Trial trial, int epochs) {
        double sum = 0;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            sum += trial.loss(epoch);
        }
        return sum / epochs;
    }
}
