package org.dure.bench.scheduler;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dure.server.compute.scheduler.Decision;
import org.dure.server.compute.scheduler.Offer;
import org.dure.server.compute.scheduler.Policy;
import org.dure.server.compute.scheduler.Tenant;
import org.dure.server.compute.scheduler.curve.Curve;
import org.dure.server.compute.scheduler.curve.CurvePosterior;
import org.dure.server.compute.scheduler.curve.CurvePrior;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.dure.server.compute.scheduler.search.Pick;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Search;
import org.dure.server.compute.scheduler.search.Trial;
import org.jspecify.annotations.Nullable;

/// The rule of NSML (Kim et al., NSML: Meet the MLaaS Platform with a Real-World Case Study, 2018) taken by its word: whoever
/// is most likely to end below the best goes on, judged by its own curve alone; a new one is as likely as those before
/// it on average.
final class Nsml implements Search {

    /// Losses after which the prior is made anew.
    private static final int REFRESH = 8;

    private static final double RENEWAL = 1e-3;
    private static final double CEILING = 1.5;

    private final Map<Problem, Odds> known = new IdentityHashMap<>();

    /// Of one problem: by trial, what was found when it had so many epochs.
    private static final class Odds {
        private final int observations;
        private final double best;
        private final double scale;
        private final CurvePrior prior;
        private final double[] probabilities;
        private final int[] epochs;
        private double threshold;

        Odds(Problem problem, CurveShapes shapes) {
            observations = problem.observations();
            best = problem.best();
            double[] firsts = problem.trials().stream()
                    .filter(trial -> !trial.isNew())
                    .mapToDouble(trial -> trial.loss(1))
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            double middle = firsts.length == 0 ? 1 : firsts[firsts.length / 2];
            scale = Math.max(middle - best, 1e-3 * Math.abs(middle) + 1e-12);
            prior = CurvePrior.of(shapes, best, scale);
            probabilities = new double[problem.trials().size()];
            epochs = new int[probabilities.length];
        }
    }

    private record Best(Trial trial, double value, double probability) {}

    @Override
    public @Nullable Pick next(Problem problem, RandomGenerator random) {
        Best best = best(problem, null);
        return best == null ? null : new Pick(best.trial(), Pick.Ground.BY_MODEL, 0, best.probability());
    }

    /// The same over all problems and for each second, without fairness.
    Policy global() {
        return (offer, random) -> {
            Decision chosen = null;
            double most = -1;
            for (Tenant tenant : offer.tenants()) {
                for (Problem problem : tenant.problems()) {
                    Best best = best(problem, offer);
                    if (best != null && best.value() > most) {
                        most = best.value();
                        Pick pick = new Pick(best.trial(), Pick.Ground.BY_MODEL, 0, best.probability());
                        chosen = new Decision(tenant, problem, pick, most, tenant.virtualTime(), Double.NaN, 0);
                    }
                }
            }
            return chosen;
        };
    }

    private @Nullable Best best(Problem problem, @Nullable Offer offer) {
        List<Trial> ready = problem.ready();
        if (ready.isEmpty()) {
            return null;
        }
        double[] probabilities = probabilities(problem);
        double fresh = Arrays.stream(probabilities)
                .filter(each -> each >= 0)
                .average()
                .orElse(.5);
        Best best = null;
        for (Trial trial : ready) {
            double probability = trial.isNew() ? fresh : probabilities[trial.number()];
            double value = offer == null ? probability : probability / offer.cost(trial, 1);
            if (best == null || value > best.value()) {
                best = new Best(trial, value, probability);
            }
        }
        return best;
    }

    /// By the trial's number; below 0 for those that have not begun.
    private double[] probabilities(Problem problem) {
        CurveShapes shapes = problem.shapes();
        Odds odds = known.get(problem);
        if (odds == null || problem.observations() - odds.observations >= REFRESH) {
            odds = new Odds(problem, shapes);
            known.put(problem, odds);
        }
        double threshold = problem.best() - RENEWAL * odds.scale;
        boolean moved = threshold != odds.threshold;
        odds.threshold = threshold;
        for (Trial trial : problem.trials()) {
            int number = trial.number();
            if (moved || odds.epochs[number] != trial.epochs() || trial.isNew()) {
                odds.epochs[number] = trial.epochs();
                odds.probabilities[number] = trial.isNew() ? -1 : probability(trial, shapes, odds);
            }
        }
        return odds.probabilities;
    }

    private static double probability(Trial trial, CurveShapes shapes, Odds odds) {
        if (trial.failed()) {
            return 0;
        }
        Curve curve = new Curve(shapes);
        for (int epoch = 1; epoch <= trial.epochs(); epoch++) {
            curve.add(Math.min(trial.loss(epoch), odds.best + CEILING * odds.scale));
        }
        return new CurvePosterior(shapes, curve, odds.prior).below(shapes.horizon(), odds.threshold);
    }
}
