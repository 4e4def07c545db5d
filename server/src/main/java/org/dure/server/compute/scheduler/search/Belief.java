package org.dure.server.compute.scheduler.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dure.server.compute.scheduler.curve.Curve;
import org.dure.server.compute.scheduler.curve.CurvePosterior;
import org.dure.server.compute.scheduler.curve.CurvePrior;
import org.dure.server.compute.scheduler.gaussian.GaussianProcess;
import org.dure.server.compute.scheduler.gaussian.Normal;
import org.jspecify.annotations.Nullable;

/// What is believed of where each experiment of a problem will end: its own curve says one thing, the settings of the
/// others another, and each counts by its precision. Losses are seen relative to the spread of the problem's first
/// ones.
final class Belief {

    /// @param mean     of the loss at the horizon
    /// @param variance of that loss
    record Outlook(double mean, double variance) {

        double below(double threshold) {
            return Normal.below((threshold - mean) / Math.sqrt(variance));
        }

        double draw(double deviations, RandomGenerator random) {
            return mean + deviations * Math.sqrt(variance) * random.nextGaussian();
        }
    }

    private static final double SHAPES_TRUST = 8;
    private static final double CEILING = 1.5;

    /// Lengths are chosen anew when the losses have grown by this factor.
    private static final double LENGTHS_SERVE = 1.25;

    private final Problem problem;
    private final int observations;
    private final double lowest;
    private final double scale;
    private final CurvePrior prior;
    private final @Nullable GaussianProcess process;
    private final Map<Trial, Outlook> bySettings = new HashMap<>();
    private final Map<Trial, Dated> outlooks = new HashMap<>();

    /// How many losses the lengths of the process were chosen from.
    private int chosenFrom;

    private record Dated(int epochs, Outlook outlook) {}

    /// @param before the belief until now, whose lengths may still serve; null at first
    /// @param points of the Gaussian process, at most
    Belief(Problem problem, RandomGenerator random, int points, @Nullable Belief before) {
        this.problem = problem;
        observations = problem.observations();
        List<Trial> begun = problem.begun();
        lowest = problem.best();
        scale = scale(begun, lowest);
        CurvePrior blank = CurvePrior.of(problem.shapes(), lowest, scale);
        prior = blank.withShapes(seenShapes(begun, blank), SHAPES_TRUST);
        GaussianProcess like = null;
        chosenFrom = observations;
        if (before != null && observations < before.chosenFrom * LENGTHS_SERVE) {
            chosenFrom = before.chosenFrom;
            like = before.process;
        }
        process = begun.size() < 5 ? null : fit(begun, random, points, like);
    }

    private static double scale(List<Trial> begun, double lowest) {
        double[] firsts = begun.stream()
                .mapToDouble(trial -> trial.loss(1))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (firsts.length == 0) {
            return 1;
        }
        double middle = firsts[firsts.length / 2];
        return Math.max(middle - lowest, 1e-3 * Math.abs(middle) + 1e-12);
    }

    private double[] seenShapes(List<Trial> begun, CurvePrior before) {
        double[] seen = new double[problem.shapes().count()];
        for (Trial trial : begun) {
            if (trial.epochs() >= 3) {
                posterior(trial, before).addWeights(seen, 1 - 2.0 / trial.epochs());
            }
        }
        return seen;
    }

    private GaussianProcess fit(List<Trial> begun, RandomGenerator random, int points, @Nullable GaussianProcess like) {
        Map<Trial, Outlook> own = new HashMap<>();
        for (Trial trial : begun) {
            own.put(trial, byCurve(trial));
        }
        List<Trial> kept = kept(begun, own, random, points);
        double[][] x = new double[kept.size()][];
        double[] y = new double[kept.size()];
        double[] noise = new double[kept.size()];
        for (int i = 0; i < kept.size(); i++) {
            Outlook outlook = java.util.Objects.requireNonNull(own.get(kept.get(i)));
            x[i] = kept.get(i).settings();
            y[i] = outlook.mean();
            noise[i] = outlook.variance();
        }
        GaussianProcess fitted = GaussianProcess.fit(x, y, noise, like);
        GaussianProcess.Prediction without = fitted.withoutOwn();
        for (int i = 0; i < kept.size(); i++) {
            bySettings.put(kept.get(i), new Outlook(without.means()[i], without.variances()[i]));
        }
        return fitted;
    }

    /// All, or the most promising half and as many others.
    private static List<Trial> kept(List<Trial> begun, Map<Trial, Outlook> own, RandomGenerator random, int points) {
        if (begun.size() <= points) {
            return begun;
        }
        List<Trial> sorted = new ArrayList<>(begun);
        sorted.sort(Comparator.comparingDouble(
                trial -> java.util.Objects.requireNonNull(own.get(trial)).mean()));
        List<Trial> kept = new ArrayList<>(sorted.subList(0, points / 2));
        List<Trial> others = new ArrayList<>(sorted.subList(points / 2, sorted.size()));
        while (kept.size() < points) {
            kept.add(others.remove(random.nextInt(others.size())));
        }
        return kept;
    }

    /// How many losses it was made from.
    int observations() {
        return observations;
    }

    boolean knowsSettings() {
        return process != null;
    }

    private CurvePosterior posterior(Trial trial, CurvePrior with) {
        Curve curve = new Curve(problem.shapes());
        for (int epoch = 1; epoch <= trial.epochs(); epoch++) {
            curve.add(bounded(trial.loss(epoch)));
        }
        return new CurvePosterior(problem.shapes(), curve, with);
    }

    /// Losses far above the others' say no more than that they are bad.
    private double bounded(double loss) {
        double ceiling = lowest + CEILING * scale;
        return Double.isFinite(loss) ? Math.min(loss, ceiling) : ceiling;
    }

    /// By the trial's own curve alone.
    CurvePosterior curve(Trial trial) {
        return posterior(trial, prior);
    }

    private Outlook byCurve(Trial trial) {
        if (trial.failed()) {
            double ceiling = lowest + CEILING * scale;
            return new Outlook(ceiling, 1e-4 * scale * scale);
        }
        CurvePosterior posterior = curve(trial);
        int horizon = problem.horizon();
        double mean = posterior.mean(horizon);
        return new Outlook(
                Math.clamp(mean, lowest - .3 * scale, lowest + CEILING * scale), posterior.variance(horizon));
    }

    /// By the settings alone, for trials that the process was not made from.
    void askSettings(List<Trial> trials) {
        List<Trial> unknown =
                trials.stream().filter(trial -> !bySettings.containsKey(trial)).toList();
        if (process == null || unknown.isEmpty()) {
            return;
        }
        GaussianProcess.Prediction prediction =
                process.predict(unknown.stream().map(Trial::settings).toArray(double[][]::new));
        for (int i = 0; i < unknown.size(); i++) {
            bySettings.put(
                    unknown.get(i),
                    new Outlook(prediction.means()[i], prediction.variances()[i]));
        }
    }

    /// Both together.
    Outlook outlook(Trial trial) {
        Dated known = outlooks.get(trial);
        if (known == null || known.epochs() != trial.epochs()) {
            known = new Dated(trial.epochs(), find(trial));
            outlooks.put(trial, known);
        }
        return known.outlook();
    }

    private Outlook find(Trial trial) {
        if (trial.isNew()) {
            if (process == null) {
                return new Outlook(lowest + .6 * scale, scale * scale);
            }
            askSettings(List.of(trial));
            return java.util.Objects.requireNonNull(bySettings.get(trial));
        }
        Outlook curve = byCurve(trial);
        if (process == null) {
            return curve;
        }
        askSettings(List.of(trial));
        Outlook settings = java.util.Objects.requireNonNull(bySettings.get(trial));
        double precision = 1 / curve.variance() + 1 / settings.variance();
        return new Outlook(
                (curve.mean() / curve.variance() + settings.mean() / settings.variance()) / precision, 1 / precision);
    }

    double scale() {
        return scale;
    }
}
