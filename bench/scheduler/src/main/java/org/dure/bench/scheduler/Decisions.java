package org.dure.bench.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.dure.server.compute.scheduler.Decision;
import org.dure.server.compute.scheduler.Dure;
import org.dure.server.compute.scheduler.FairShare;
import org.dure.server.compute.scheduler.Offer;
import org.dure.server.compute.scheduler.Policy;
import org.dure.server.compute.scheduler.Tenant;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.dure.server.compute.scheduler.search.Asha;
import org.dure.server.compute.scheduler.search.Beliefs;
import org.dure.server.compute.scheduler.search.ModelSearch;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Trial;

/// How long a decision takes where ten thousand experiments wait, made as the server makes it: by a policy that is made anew
/// for each decision and remembers beliefs by the content of their problems.
final class Decisions {

    /// @param people     among whom the experiments are divided, each with one problem
    /// @param first      milliseconds of the first decision, when nothing of the curves is known yet
    /// @param median     of the decisions after it, each with one more loss, in milliseconds
    /// @param ninetyFive what 95 of 100 of them stayed below
    record Times(String policy, int people, double first, double median, double ninetyFive) {}

    private static final int WAITING = 10_000;
    private static final int DECISIONS = 100;
    private static final int WARM_UP = 1;

    private Decisions() {}

    static List<Times> all() {
        List<Times> times = new ArrayList<>();
        for (int people : new int[] {1, 50, 500}) {
            times.add(times("fair-ASHA", people));
            times.add(times("Dure", people));
        }
        return times;
    }

    private static Times times(String policy, int people) {
        double[] last = {};
        for (int round = 0; round <= WARM_UP; round++) {
            last = run(policy, people, new Beliefs(4_000_000));
        }
        double[] later = Arrays.stream(last).skip(1).sorted().toArray();
        return new Times(policy, people, last[0], later[later.length / 2], later[(int) (.95 * later.length)]);
    }

    private static Policy policy(String name, Beliefs beliefs) {
        return name.equals("Dure")
                ? new Dure(Dure.Settings.standard(1), new ModelSearch(ModelSearch.Settings.standard(), beliefs))
                : new FairShare(new Asha());
    }

    /// Milliseconds of each decision.
    private static double[] run(String name, int people, Beliefs beliefs) {
        SplittableRandom random = new SplittableRandom(1);
        Task task = Generator.task(Generator.Kind.MIXTURE, 0);
        List<Tenant> tenants = new ArrayList<>();
        for (int person = 0; person < people; person++) {
            tenants.add(tenant(person, WAITING / people, task, random));
        }
        double[] milliseconds = new double[DECISIONS];
        for (int number = 0; number < DECISIONS; number++) {
            Offer offer = new Offer(number, tenants, null, Long.MAX_VALUE);
            long begun = System.nanoTime();
            Decision decision = java.util.Objects.requireNonNull(policy(name, beliefs).next(offer, random));
            milliseconds[number] = (System.nanoTime() - begun) / 1e6;
            Trial trial = decision.pick().trial();
            decision.problem().observe(trial, task.losses()[trial.number() % task.size()][trial.epochs()]);
            trial.waitingSince(number);
            decision.tenant().charge(1);
        }
        return milliseconds;
    }

    /// A fifth of the experiments, and 400 at most, have begun: most have shown one epoch, few many.
    private static Tenant tenant(int person, int experiments, Task task, SplittableRandom random) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < experiments; i++) {
            int row = i % task.size();
            Trial trial = new Trial(i, task.settings()[row], 1, .2);
            trial.arriveAt(i);
            int epochs = i < Math.min(400, experiments / 5) ? (int) (1 + 20 * Math.pow(random.nextDouble(), 3)) : 0;
            for (int epoch = 0; epoch < epochs; epoch++) {
                trial.observe(task.losses()[row][epoch]);
            }
            trials.add(trial);
        }
        Tenant tenant = new Tenant("person " + person, 1, 0);
        tenant.problems().add(new Problem("problem " + person, CurveShapes.of(task.horizon()), trials));
        return tenant;
    }
}
