package org.dure.server.compute.scheduler.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Brackets of successive halving, from many short to few long ones, again and again (Li et al., Hyperband, 2018). Its
/// brackets are made of the experiments in the order of their arrival, so that it needs no state of its own; where a
/// round waits for one that runs, the next bracket goes on.
public final class Hyperband implements Search {

    @Override
    public @Nullable Pick next(Problem problem, RandomGenerator random) {
        int horizon = problem.horizon();
        int most = (int) Math.floor(Math.log(horizon) / Math.log(Rungs.ETA) + 1e-9);
        int from = 0;
        List<Trial> trials = problem.trials();
        while (from < trials.size()) {
            for (int bracket = most; bracket >= 0 && from < trials.size(); bracket--) {
                int size = (int) Math.ceil((most + 1.0) / (bracket + 1) * Math.pow(Rungs.ETA, bracket));
                int rung = (int) Math.max(1, Math.round(horizon * Math.pow(Rungs.ETA, -bracket)));
                int to = Math.min(trials.size(), from + size);
                Pick pick = within(trials.subList(from, to), rung, horizon);
                if (pick != null) {
                    return pick;
                }
                from = to;
            }
        }
        return null;
    }

    private static @Nullable Pick within(List<Trial> bracket, int firstRung, int horizon) {
        List<Trial> left = new ArrayList<>(bracket);
        int rung = firstRung;
        while (!left.isEmpty()) {
            boolean complete = true;
            for (Trial trial : left) {
                if (trial.epochs() < rung && !trial.failed()) {
                    if (trial.ready(horizon)) {
                        return new Pick(trial, Pick.Ground.GOES_ON, rung, Double.NaN);
                    }
                    complete = false;
                }
            }
            if (!complete || rung >= horizon) {
                return null;
            }
            int at = rung;
            left.sort(Comparator.comparingDouble(
                    trial -> trial.epochs() < at ? Double.POSITIVE_INFINITY : trial.loss(at)));
            left = new ArrayList<>(left.subList(0, Math.max(1, left.size() / Rungs.ETA)));
            rung = Math.min(horizon, rung * Rungs.ETA);
        }
        return null;
    }
}
