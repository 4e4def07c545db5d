package org.dure.server.compute.scheduler.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.dure.server.compute.scheduler.curve.Curve;
import org.dure.server.compute.scheduler.curve.CurvePosterior;
import org.dure.server.compute.scheduler.curve.CurvePrior;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.dure.server.compute.scheduler.gaussian.GaussianProcess;
import org.dure.server.compute.scheduler.gaussian.Normal;
import org.jspecify.annotations.Nullable;

/// What is believed of where each experiment of a problem will end: what the settings of the others say of the end is
/// the prior of its curve's level, its own curve makes the posterior of it, and hindsight corrects that. Losses
/// are seen relative to the spread of the problem's first ones.
///
/// It knows trials by their numbers alone and computes nothing twice, so that it serves every problem of the same
/// content, from any thread.
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

    private static final double SHAPES_TRUST = 3;
    private static final double CEILING = 1.5;

    /// Lengths are chosen anew when the losses have grown by this factor.
    private static final double LENGTHS_SERVE = 1.25;

    private final CurveShapes shapes;
    private final int observations;
    private final double lowest;
    private final double scale;
    private final CurvePrior prior;

    /// Of what the bank says without the settings, and with them.
    private final Hindsight byCurve;

    private final Hindsight byBoth;
    private final @Nullable GaussianProcess process;

    /// By the trials' numbers; null where nobody has asked. Whoever asks at the same time finds the same.
    private final @Nullable Outlook[] bySettings;

    private final @Nullable Known[] known;

    /// How many losses the lengths of the process were chosen from.
    private final int chosenFrom;

    /// What was found when the trial had so many epochs.
    private record Known(int epochs, CurvePosterior curve, Outlook outlook) {}

    /// @param before the belief until now, whose lengths may still serve; null at first
    /// @param points of the Gaussian process, at most
    Belief(Problem problem, RandomGenerator random, int points, @Nullable Belief before) {
        shapes = problem.shapes();
        bySettings = new Outlook[problem.trials().size()];
        known = new Known[bySettings.length];
        observations = problem.observations();
        List<Trial> begun = problem.begun();
        lowest = Double.isFinite(problem.best()) ? problem.best() : 0;
        scale = scale(begun, lowest);
        CurvePrior blank = CurvePrior.of(shapes, lowest, scale);
        prior = blank.withShapes(seenShapes(begun, blank), SHAPES_TRUST);
        List<Trial> references = begun.stream()
                .filter(trial -> !trial.failed())
                .sorted(Comparator.comparingInt(Trial::epochs).reversed())
                .limit(Hindsight.REFERENCES)
                .toList();
        byCurve = new Hindsight(
                shapes.horizon(), references, (trial, epochs) -> posterior(trial, epochs, prior), this::loss);
        byBoth = new Hindsight(
                shapes.horizon(), references, (trial, epochs) -> posterior(trial, epochs, prior(trial)), this::loss);
        boolean serve = before != null && observations < before.chosenFrom * LENGTHS_SERVE;
        chosenFrom = serve ? Objects.requireNonNull(before).chosenFrom : observations;
        GaussianProcess like = serve ? Objects.requireNonNull(before).process : null;
        boolean enough = begun.size() >= 5 && Double.isFinite(problem.best());
        process = enough ? fit(begun, random, points, like) : null;
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
        double[] seen = new double[shapes.count()];
        for (Trial trial : begun) {
            if (trial.epochs() >= 3) {
                posterior(trial, trial.epochs(), before).addWeights(seen, 1 - 2.0 / trial.epochs());
            }
        }
        return seen;
    }

    private @Nullable GaussianProcess fit(
            List<Trial> begun, RandomGenerator random, int points, @Nullable GaussianProcess like) {
        List<Outlook> own = begun.stream()
                .map(trial -> end(trial, posterior(trial, trial.epochs(), prior), byCurve))
                .toList();
        int[] kept = kept(own, random, points);
        double[][] x = new double[kept.length][];
        double[] y = new double[kept.length];
        double[] noise = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            x[i] = begun.get(kept[i]).settings();
            y[i] = own.get(kept[i]).mean();
            noise[i] = own.get(kept[i]).variance();
        }
        GaussianProcess fitted = GaussianProcess.fit(x, y, noise, like);
        if (fitted == null) {
            return null;
        }
        GaussianProcess.Prediction without = fitted.withoutOwn();
        for (int i = 0; i < kept.length; i++) {
            int number = begun.get(kept[i]).number();
            bySettings[number] = new Outlook(without.means()[i], without.variances()[i]);
        }
        return fitted;
    }

    /// All, or the most promising half and as many others.
    private static int[] kept(List<Outlook> own, RandomGenerator random, int points) {
        List<Integer> sorted = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            sorted.add(i);
        }
        if (own.size() > points) {
            sorted.sort(Comparator.comparingDouble(i -> own.get(i).mean()));
            List<Integer> kept = new ArrayList<>(sorted.subList(0, points / 2));
            List<Integer> others = new ArrayList<>(sorted.subList(points / 2, sorted.size()));
            while (kept.size() < points) {
                kept.add(others.remove(random.nextInt(others.size())));
            }
            sorted = kept;
        }
        return sorted.stream().mapToInt(Integer::intValue).toArray();
    }

    /// How many losses it was made from.
    int observations() {
        return observations;
    }

    /// How many the problem had.
    int trials() {
        return known.length;
    }

    /// Of its Gaussian process.
    int points() {
        return process == null ? 0 : process.points();
    }

    boolean knowsSettings() {
        return process != null;
    }

    /// After its first epochs.
    private CurvePosterior posterior(Trial trial, int epochs, CurvePrior with) {
        Curve curve = new Curve(shapes);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            curve.add(loss(trial, epoch));
        }
        return new CurvePosterior(shapes, curve, with);
    }

    /// Losses far above the others' say no more than that they are bad.
    private double loss(Trial trial, int epoch) {
        double loss = trial.loss(epoch);
        double ceiling = lowest + CEILING * scale;
        return Double.isFinite(loss) ? Math.min(loss, ceiling) : ceiling;
    }

    private Outlook end(Trial trial, CurvePosterior posterior, Hindsight hindsight) {
        double ceiling = lowest + CEILING * scale;
        if (trial.failed()) {
            return new Outlook(ceiling, 1e-4 * scale * scale);
        }
        Hindsight.Correction correction = hindsight.of(trial.epochs(), shapes.horizon());
        double mean = posterior.mean(shapes.horizon()) + correction.shift();
        double variance = posterior.variance(shapes.horizon()) + correction.variance();
        return new Outlook(Math.clamp(mean, lowest - .3 * scale, ceiling), variance);
    }

    /// By the settings alone, for trials that the process was not made from.
    void askSettings(List<Trial> trials) {
        List<Trial> unknown = new ArrayList<>();
        for (Trial trial : trials) {
            if (bySettings[trial.number()] == null) {
                unknown.add(trial);
            }
        }
        if (process == null || unknown.isEmpty()) {
            return;
        }
        GaussianProcess.Prediction prediction =
                process.predict(unknown.stream().map(Trial::settings).toArray(double[][]::new));
        for (int i = 0; i < unknown.size(); i++) {
            bySettings[unknown.get(i).number()] =
                    new Outlook(prediction.means()[i], prediction.variances()[i]);
        }
    }

    /// Of the loss at the horizon, by curve and settings together.
    Outlook outlook(Trial trial) {
        return known(trial).outlook();
    }

    /// The probability that the loss at an epoch, or at the horizon where that comes first, is below the threshold, by
    /// curve and settings together.
    double below(Trial trial, int epoch, double threshold) {
        if (trial.failed()) {
            return 0;
        }
        int until = Math.min(epoch, shapes.horizon());
        Hindsight.Correction correction = byBoth.of(trial.epochs(), until);
        return known(trial).curve().below(until, threshold - correction.shift(), correction.variance());
    }

    private Known known(Trial trial) {
        Known before = known[trial.number()];
        if (before != null && before.epochs() == trial.epochs()) {
            return before;
        }
        Known now = find(trial);
        known[trial.number()] = now;
        return now;
    }

    private Known find(Trial trial) {
        CurvePosterior curve = posterior(trial, trial.epochs(), prior(trial));
        if (!trial.isNew()) {
            return new Known(trial.epochs(), curve, end(trial, curve, byBoth));
        }
        Outlook settings = settings(trial);
        return new Known(0, curve, settings == null ? new Outlook(lowest + .6 * scale, scale * scale) : settings);
    }

    private CurvePrior prior(Trial trial) {
        Outlook settings = settings(trial);
        return settings == null ? prior : prior.withLevel(settings.mean(), Math.sqrt(settings.variance()));
    }

    /// What its settings alone say, its own loss left out; null before they say anything.
    private @Nullable Outlook settings(Trial trial) {
        if (bySettings[trial.number()] == null) {
            askSettings(List.of(trial));
        }
        return bySettings[trial.number()];
    }

    double scale() {
        return scale;
    }
}
