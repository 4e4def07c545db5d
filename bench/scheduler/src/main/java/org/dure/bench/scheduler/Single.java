package org.dure.bench.scheduler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.dure.server.compute.scheduler.search.Pick;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Search;
import org.dure.server.compute.scheduler.search.Trial;

/// Track 1: one problem, one worker, time for twenty whole trainings.
final class Single {

    private static final int TRAININGS = 20;

    private Single() {}

    /// The regret after each epoch.
    static double[] run(Task task, Search search, long seed) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < task.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            trials.add(new Trial(i, task.settings()[order.get(i)], 1, 0));
        }
        Problem problem = new Problem(task.name(), CurveShapes.of(task.horizon()), trials);
        SplittableRandom random = new SplittableRandom(seed);
        Regret regret = Regret.of(task);
        double[] trace = new double[TRAININGS * task.horizon()];
        for (int step = 0; step < trace.length; step++) {
            Pick pick = search.next(problem, random);
            if (pick != null) {
                Trial trial = pick.trial();
                problem.observe(trial, task.losses()[order.get(trial.number())][trial.epochs()]);
            }
            trace[step] = regret.of(problem.best());
        }
        return trace;
    }
}
