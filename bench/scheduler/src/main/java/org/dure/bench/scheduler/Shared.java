package org.dure.bench.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.dure.server.compute.scheduler.Decision;
import org.dure.server.compute.scheduler.Offer;
import org.dure.server.compute.scheduler.Policy;
import org.dure.server.compute.scheduler.Tenant;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Trial;
import org.jspecify.annotations.Nullable;

/// Track 2: several people, each with a problem of their own, share a few GPUs. Events of slices that end; the time is
/// simulated.
final class Shared {

    /// @param arrivals     mean seconds between one tenant's experiments
    /// @param resumeSlices cost of starting another experiment than the slot's last, in its slices
    /// @param sliceShare   of a whole training, what a slot is given for at a time; 0 for one epoch
    /// @param load         of all work, the share that there is time for
    /// @param cheat        what the first tenant does
    record World(
            int gpus, int tenants, int experiments, double arrivals, double load, double resumeSlices,
            double sliceShare, Cheat cheat) {

        static World standard() {
            return new World(4, 8, 40, 5, .25, .2, 0, Cheat.NONE);
        }

        /// One tenant, all of whose experiments are there at once, with one slot.
        static World alone() {
            return new World(1, 1, 40, 0, .25, .2, 0, Cheat.NONE);
        }

        /// The same with what `bench/race` shows: two slots, trainings of three or four slices, and starts that cost
        /// half of one.
        static World coarse() {
            return new World(2, 1, 40, 0, .25, .5, 8 / 27.0, Cheat.NONE);
        }

        World with(Cheat other) {
            return new World(gpus, tenants, experiments, arrivals, load, resumeSlices, sliceShare, other);
        }

        World withResume(double slices) {
            return new World(gpus, tenants, experiments, arrivals, load, slices, sliceShare, cheat);
        }

        private int epochsOfSlice(int horizon) {
            return Math.max(1, (int) Math.round(sliceShare * horizon));
        }
    }

    enum Cheat {
        NONE,
        /// The first tenant submits a thousand times the same experiment.
        CLONES,
        /// The first tenant's losses fall for ever, as far as the scheduler sees.
        INFLATION
    }

    /// @param mean      regret over time and tenants
    /// @param others    the same without the first tenant
    /// @param last      regret at the end
    /// @param toTarget  the time to 5 % regret, relative to all time
    /// @param jain      fairness of the service that was received, 1 where all got the same
    /// @param longest   the longest that the least served waited for a slot, relative to what the rule promises
    /// @param gap       the longest that anybody who could use a slot got none, relative to all time
    /// @param passed    the most slots that went to others while an experiment could have had one, relative to what
    ///                  the ageing slots promise: so many for each that waits
    /// @param switches  slices that began with a resume
    record Outcome(
            double mean, double others, double last, double toTarget, double jain, double longest, double gap,
            double passed, int switches) {}

    private record End(double time, int gpu, @Nullable Run run) implements Comparable<End> {
        @Override
        public int compareTo(End other) {
            int byTime = Double.compare(time, other.time);
            return byTime != 0 ? byTime : Integer.compare(gpu, other.gpu);
        }
    }

    private record Run(int tenant, Trial trial, int epochs) {}

    private static final int SAMPLES = 200;

    private final World world;
    private final Policy policy;
    private final double lagSeconds;
    private final SplittableRandom random;
    private final List<Tenant> tenants = new ArrayList<>();
    private final double[][][] losses;
    private final double[] lowest;
    private final double[] highest;
    private final double[] best;
    private final double[] begins;
    private final double[] served;
    private final double[] leastSince;
    private final double[] idleSince;
    private final boolean[] seen;
    private final PriorityQueue<End> ends = new PriorityQueue<>();
    private final Trial[] last;
    private final double horizonSeconds;
    private final int[] counts;
    private final long[][] waitsSince;
    private double longestSlice;
    private double longestLeast;
    private double longestGap;
    private long decisions;
    private long mostPassed;
    private int switches;

    private Shared(World world, List<Task> tasks, Policy policy, double lagSeconds, long seed) {
        this.world = world;
        this.policy = policy;
        this.lagSeconds = lagSeconds;
        int n = world.tenants();
        losses = new double[n][][];
        lowest = new double[n];
        highest = new double[n];
        best = new double[n];
        begins = new double[n];
        served = new double[n];
        leastSince = filled(n, Double.NaN);
        idleSince = filled(n, Double.NaN);
        seen = new boolean[n];
        counts = new int[n];
        waitsSince = new long[n][];
        last = new Trial[world.gpus()];
        SplittableRandom made = new SplittableRandom(seed);
        double total = 0;
        List<Task> drawn = draw(tasks, n, made);
        for (int u = 0; u < n; u++) {
            total += addTenant(u, drawn.get(u), made.split());
        }
        horizonSeconds = world.load() * total / world.gpus();
        random = made.split();
    }

    private static double[] filled(int size, double value) {
        double[] array = new double[size];
        java.util.Arrays.fill(array, value);
        return array;
    }

    private static List<Task> draw(List<Task> tasks, int count, SplittableRandom random) {
        List<Task> left = new ArrayList<>();
        List<Task> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            if (left.isEmpty()) {
                left.addAll(tasks);
            }
            drawn.add(left.remove(random.nextInt(left.size())));
        }
        return drawn;
    }

    /// Its seconds of work, clones left out.
    private double addTenant(int u, Task task, SplittableRandom random) {
        int count = world.experiments();
        boolean clones = world.cheat() == Cheat.CLONES && u == 0;
        Regret regret = Regret.of(task);
        double slow = Math.exp(random.nextGaussian() * .5);
        double time = u == 0 ? 0 : random.nextDouble() * 300;
        begins[u] = Double.NaN;
        losses[u] = new double[clones ? 1000 : count][];
        waitsSince[u] = new long[losses[u].length];
        lowest[u] = Double.POSITIVE_INFINITY;
        highest[u] = Double.NEGATIVE_INFINITY;
        best[u] = Double.POSITIVE_INFINITY;
        List<Trial> trials = new ArrayList<>();
        double total = 0;
        int[] order = order(task.size(), random);
        for (int i = 0; i < losses[u].length; i++) {
            int row = order[clones ? 0 : i % order.length];
            losses[u][i] = task.losses()[row];
            double seconds = slow * Math.exp(random.nextGaussian() * .3);
            if (i < count) {
                total += seconds * task.horizon();
                time -= world.arrivals() * Math.log(1 - random.nextDouble());
            }
            double start = seconds * world.epochsOfSlice(task.horizon()) * world.resumeSlices();
            Trial trial = new Trial(i, task.settings()[row], seconds, start);
            trial.arriveAt(time);
            trial.waiting(false);
            begins[u] = Double.isNaN(begins[u]) ? time : begins[u];
            trials.add(trial);
            for (double loss : losses[u][i]) {
                if (Double.isFinite(loss)) {
                    lowest[u] = Math.min(lowest[u], loss);
                    highest[u] = Math.max(highest[u], Math.min(loss, regret.highest()));
                }
            }
        }
        Tenant tenant = new Tenant(task.name() + "-" + u, 1, 0);
        tenant.problems().add(new Problem(task.name(), CurveShapes.of(task.horizon()), trials));
        tenants.add(tenant);
        return total;
    }

    private static int[] order(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /// @param lagSeconds of the rule, for the bound of the waits; 0 where it is strictly fair
    static Outcome run(World world, List<Task> tasks, Policy policy, double lagSeconds, long seed) {
        return new Shared(world, tasks, policy, lagSeconds, seed).simulate();
    }

    private Outcome simulate() {
        for (int gpu = 0; gpu < world.gpus(); gpu++) {
            ends.add(new End(0, gpu, null));
        }
        double[] regrets = new double[SAMPLES + 1];
        double[] sums = new double[world.tenants()];
        double[] reached = filled(world.tenants(), 1);
        int sample = 0;
        while (!ends.isEmpty()) {
            End end = ends.poll();
            while (sample <= SAMPLES && sample * horizonSeconds / SAMPLES < end.time()) {
                take(sample++, regrets, sums, reached);
            }
            if (end.run() != null) {
                observe(end.run(), end.time());
            }
            if (end.time() < horizonSeconds) {
                dispatch(end);
            }
        }
        while (sample <= SAMPLES) {
            take(sample++, regrets, sums, reached);
        }
        return outcome(regrets, sums, reached);
    }

    private void take(int sample, double[] regrets, double[] sums, double[] reached) {
        double now = sample * horizonSeconds / SAMPLES;
        for (int u = 0; u < world.tenants(); u++) {
            if (now < begins[u]) {
                continue;
            }
            double regret = Double.isFinite(best[u]) ? (best[u] - lowest[u]) / Math.max(highest[u] - lowest[u], 1e-12) : 1;
            regret = Math.clamp(regret, 0, 1);
            regrets[sample] += regret / world.tenants();
            sums[u] += regret;
            counts[u]++;
            if (regret <= .05 && reached[u] == 1) {
                reached[u] = (now - begins[u]) / (horizonSeconds - begins[u]);
            }
        }
    }

    private void observe(Run run, double time) {
        Trial trial = run.trial();
        Problem problem = tenants.get(run.tenant()).problems().getFirst();
        boolean inflates = world.cheat() == Cheat.INFLATION && run.tenant() == 0;
        for (int i = 0; i < run.epochs() && !trial.failed(); i++) {
            double loss = losses[run.tenant()][trial.number()][trial.epochs()];
            if (Double.isFinite(loss)) {
                best[run.tenant()] = Math.min(best[run.tenant()], loss);
            }
            problem.observe(trial, inflates ? -problem.observations() : loss);
        }
        trial.running(false);
        trial.waitingSince(time);
        waitsSince[run.tenant()][trial.number()] = decisions;
    }

    private void arrivals(double now) {
        for (int u = 0; u < tenants.size(); u++) {
            Tenant tenant = tenants.get(u);
            for (Trial trial : tenant.problems().getFirst().trials()) {
                if (trial.isNew() && !trial.running() && trial.arrivedAt() <= now) {
                    if (!trial.ready(tenant.problems().getFirst().horizon())) {
                        trial.waiting(true);
                        waitsSince[u][trial.number()] = decisions;
                    }
                }
            }
            if (!seen[u] && begins[u] <= now) {
                seen[u] = true;
                double least = Double.POSITIVE_INFINITY;
                for (int other = 0; other < tenants.size(); other++) {
                    if (other != u && seen[other]) {
                        least = Math.min(least, tenants.get(other).virtualTime());
                    }
                }
                tenant.startAt(Double.isFinite(least) ? least : 0);
            }
        }
    }

    private void dispatch(End end) {
        arrivals(end.time());
        watchWaits(end.time());
        Decision decision = policy.next(new Offer(decisions, tenants, last[end.gpu()], mostPassedNow()), random);
        if (decision == null) {
            double next = nextArrival(end.time());
            double running = ends.stream()
                    .filter(other -> other.run() != null)
                    .mapToDouble(End::time)
                    .min()
                    .orElse(Double.POSITIVE_INFINITY);
            if (Double.isFinite(Math.min(next, running))) {
                ends.add(new End(Math.min(next, running) + 1e-6, end.gpu(), null));
            }
            return;
        }
        decisions++;
        Trial trial = decision.pick().trial();
        int u = tenants.indexOf(decision.tenant());
        int horizon = tenants.get(u).problems().getFirst().horizon();
        int epochs = Math.min(world.epochsOfSlice(horizon), horizon - trial.epochs());
        double seconds = trial.costFromHere(epochs) + (trial == last[end.gpu()] ? 0 : trial.startSeconds());
        switches += trial == last[end.gpu()] ? 0 : 1;
        last[end.gpu()] = trial;
        mostPassed = Math.max(mostPassed, decisions - waitsSince[u][trial.number()]);
        trial.running(true);
        decision.tenant().charge(seconds);
        served[u] += seconds;
        longestSlice = Math.max(longestSlice, seconds);
        leastSince[u] = Double.NaN;
        idleSince[u] = Double.NaN;
        ends.add(new End(end.time() + seconds, end.gpu(), new Run(u, trial, epochs)));
    }

    /// Slots that were given since the longest waiting of those that could have one began to wait.
    private long mostPassedNow() {
        long since = decisions;
        for (int u = 0; u < world.tenants(); u++) {
            for (Trial trial : tenants.get(u).problems().getFirst().ready()) {
                since = Math.min(since, waitsSince[u][trial.number()]);
            }
        }
        return decisions - since;
    }

    private double nextArrival(double now) {
        return tenants.stream()
                .flatMap(tenant -> tenant.problems().getFirst().trials().stream())
                .mapToDouble(Trial::arrivedAt)
                .filter(time -> time > now)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /// How long the least served, and anybody, could use a slot and got none.
    private void watchWaits(double now) {
        double least = tenants.stream()
                .filter(Tenant::isBacklogged)
                .mapToDouble(Tenant::virtualTime)
                .min()
                .orElse(Double.NaN);
        for (int u = 0; u < tenants.size(); u++) {
            boolean backlogged = tenants.get(u).isBacklogged();
            boolean isLeast = backlogged && tenants.get(u).virtualTime() <= least;
            leastSince[u] = !isLeast ? Double.NaN : Double.isNaN(leastSince[u]) ? now : leastSince[u];
            idleSince[u] = !backlogged ? Double.NaN : Double.isNaN(idleSince[u]) ? now : idleSince[u];
            longestLeast = Math.max(longestLeast, isLeast ? now - leastSince[u] : 0);
            longestGap = Math.max(longestGap, backlogged ? now - idleSince[u] : 0);
        }
    }

    private Outcome outcome(double[] regrets, double[] sums, double[] reached) {
        mostPassed = Math.max(mostPassed, mostPassedNow());
        double mean = 0;
        double others = 0;
        double target = 0;
        double sum = 0;
        double squares = 0;
        for (int u = 0; u < world.tenants(); u++) {
            double own = sums[u] / Math.max(counts[u], 1);
            mean += own / world.tenants();
            others += u == 0 ? 0 : own / (world.tenants() - 1);
            target += reached[u] / world.tenants();
            double rate = served[u] / Math.max(horizonSeconds - begins[u], 1e-9);
            sum += rate;
            squares += rate * rate;
        }
        double bound = (world.tenants() - 1) * (lagSeconds + longestSlice) / world.gpus() + longestSlice;
        return new Outcome(
                mean,
                others,
                regrets[SAMPLES],
                target,
                sum * sum / (world.tenants() * squares),
                longestLeast / bound,
                longestGap / horizonSeconds,
                (double) mostPassed / (Track2.STANDARD.promised() * world.tenants() * world.experiments()),
                switches);
    }
}
