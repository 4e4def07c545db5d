package org.dure.server.compute.scheduler.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asynchronous successive halving (Li et al., A System for Massively Parallel Hyperparameter Tuning, 2020) without
/// state: whoever is among the best third of all that have reached a rung may go on to the next one. Nobody is ended,
/// only paused, so that a later, worse crowd can bring one back.
public final class Rungs {

    static final int ETA = 3;

    private Rungs() {}

    /// 1, 3, 9, … and at last the horizon; a rung close below it is left out.
    static int[] of(int horizon) {
        List<Integer> rungs = new ArrayList<>();
        for (int rung = 1; rung < horizon; rung *= ETA) {
            rungs.add(rung);
        }
        if (rungs.size() > 1 && rungs.getLast() * 1.5 > horizon) {
            rungs.removeLast();
        }
        rungs.add(horizon);
        return rungs.stream().mapToInt(Integer::intValue).toArray();
    }

    /// The best promotion from the highest rung that has one; null where there is none. One that is on its way to the
    /// next rung goes before those that stand on this one.
    static @Nullable Pick promotion(Problem problem) {
        int[] rungs = of(problem.horizon());
        for (int level = rungs.length - 2; level >= 0; level--) {
            int rung = rungs[level];
            int next = rungs[level + 1];
            List<Trial> reached = reached(problem, rung);
            int promoted = reached.size() / ETA;
            if (promoted == 0) {
                continue;
            }
            reached.sort(Comparator.comparingDouble(trial -> trial.loss(rung)));
            Trial first = null;
            for (Trial trial : reached.subList(0, promoted)) {
                if (trial.epochs() < next && trial.ready(problem.horizon())) {
                    if (trial.epochs() > rung) {
                        return new Pick(trial, Pick.Ground.GOES_ON, rung, Double.NaN);
                    }
                    first = first == null ? trial : first;
                }
            }
            if (first != null) {
                return new Pick(first, Pick.Ground.PROMOTED, rung, Double.NaN);
            }
        }
        return null;
    }

    /// Whether a trial is on its way between two rungs and still among the best third of the lower one.
    static boolean isOnItsWay(Problem problem, Trial trial) {
        int[] rungs = of(problem.horizon());
        int level = level(rungs, trial.epochs()) - 1;
        if (level < 0 || level > rungs.length - 2 || rungs[level] == trial.epochs()) {
            return false;
        }
        int rung = rungs[level];
        List<Trial> reached = reached(problem, rung);
        long better = reached.stream()
                .filter(other -> other.loss(rung) < trial.loss(rung))
                .count();
        return better < reached.size() / ETA;
    }

    /// Those with a loss at the rung; what is no number is the worst.
    private static List<Trial> reached(Problem problem, int rung) {
        List<Trial> reached = new ArrayList<>();
        for (Trial trial : problem.trials()) {
            if (trial.epochs() >= rung) {
                reached.add(trial);
            }
        }
        return reached;
    }

    /// The first in the order of arrival that has not begun; null where there is none.
    static @Nullable Trial firstNew(Problem problem) {
        for (Trial trial : problem.trials()) {
            if (trial.isNew() && trial.ready(problem.horizon())) {
                return trial;
            }
        }
        return null;
    }

    /// Where nobody is promoted and nobody is new: the best of those that have had the fewest epochs.
    static @Nullable Pick left(Problem problem) {
        Trial left = null;
        for (Trial trial : problem.ready()) {
            if (left == null || better(problem, trial, left)) {
                left = trial;
            }
        }
        return left == null ? null : Pick.of(left, Pick.Ground.FEWEST_EPOCHS);
    }

    private static boolean better(Problem problem, Trial one, Trial other) {
        int[] rungs = of(problem.horizon());
        int mine = level(rungs, one.epochs());
        int its = level(rungs, other.epochs());
        return mine != its ? mine < its : one.best() < other.best();
    }

    private static int level(int[] rungs, int epochs) {
        int level = 0;
        while (level < rungs.length && rungs[level] <= epochs) {
            level++;
        }
        return level;
    }
}
