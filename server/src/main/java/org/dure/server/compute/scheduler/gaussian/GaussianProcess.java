package org.dure.server.compute.scheduler.gaussian;

import org.jspecify.annotations.Nullable;

/// Regression of a target with known noise on points of the unit cube. (Rasmussen and Williams, Gaussian Processes for
/// Machine Learning: 2.2 for the prediction, 5.4.2 for what is believed of a point without its own target.)
public final class GaussianProcess {

    /// A mean and a variance for each asked point.
    public record Prediction(double[] means, double[] variances) {}

    private static final double[] LENGTHS = {.15, .3, .6, 1.2};
    private static final double[] NUGGETS = {.01, .15};
    private static final double[] RELEVANCES = {.1, 4};

    /// Lengths are chosen on this many points: the evidence of more would cost more than it says.
    private static final int EVIDENCE_POINTS = 80;

    private final double[][] x;
    private final double center;
    private final double scale;
    private final Kernel kernel;
    private final double[] residual;
    private final double[] noise;
    private final Cholesky cholesky;
    private final double[] alpha;

    private GaussianProcess(
            double[][] x, double[] z, double[] noise, double center, double scale, Kernel kernel, Cholesky cholesky) {
        this.x = x;
        this.center = center;
        this.scale = scale;
        this.kernel = kernel;
        this.residual = z;
        this.noise = noise;
        this.cholesky = cholesky;
        alpha = z.clone();
        cholesky.forward(alpha);
        cholesky.backward(alpha);
    }

    /// @param x     at least one point; each coordinate in 0–1
    /// @param y     targets
    /// @param noise variances of the targets
    /// @param like  one whose lengths are taken over; null where they are to be chosen by the evidence
    /// @return null where the numbers are too large to compute with
    public static @Nullable GaussianProcess fit(
            double[][] x, double[] y, double[] noise, @Nullable GaussianProcess like) {
        double spread = 0;
        double mean = 0;
        for (double each : y) {
            mean += each / y.length;
        }
        for (double each : y) {
            spread += (each - mean) * (each - mean) / y.length;
        }
        double scale = Math.max(Math.sqrt(spread), 1e-6 * (1 + Math.abs(mean)));
        double weight = 0;
        double center = 0;
        for (int i = 0; i < y.length; i++) {
            double each = 1 / (noise[i] + .05 * scale * scale);
            weight += each;
            center += each * y[i];
        }
        center /= weight;
        double[] z = new double[y.length];
        double[] relative = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            z[i] = (y[i] - center) / scale;
            relative[i] = noise[i] / (scale * scale) + 1e-4;
        }
        Kernel kernel = like == null ? choose(x, z, relative) : like.kernel;
        Cholesky cholesky = Cholesky.of(kernel.covariance(x, relative));
        return cholesky == null || !Double.isFinite(center) || !Double.isFinite(scale)
                ? null
                : new GaussianProcess(x, z, relative, center, scale, kernel, cholesky);
    }

    private static Kernel choose(double[][] x, double[] z, double[] noise) {
        int step = (x.length + EVIDENCE_POINTS - 1) / EVIDENCE_POINTS;
        int n = (x.length + step - 1) / step;
        double[][] points = new double[n][];
        double[] targets = new double[n];
        double[] noises = new double[n];
        for (int i = 0; i < n; i++) {
            points[i] = x[i * step];
            targets[i] = z[i * step];
            noises[i] = noise[i * step];
        }
        int dimensions = x[0].length;
        Kernel best = Kernel.isotropic(dimensions, LENGTHS[1], NUGGETS[1]);
        double most = Double.NEGATIVE_INFINITY;
        for (double length : LENGTHS) {
            for (double nugget : NUGGETS) {
                Kernel tried = Kernel.isotropic(dimensions, length, nugget);
                double evidence = evidence(tried, points, targets, noises);
                if (evidence > most) {
                    most = evidence;
                    best = tried;
                }
            }
        }
        if (n < 4 * dimensions) {
            return best;
        }
        for (int dimension = 0; dimension < dimensions; dimension++) {
            Kernel from = best;
            for (double times : RELEVANCES) {
                Kernel tried = from.with(dimension, times);
                double evidence = evidence(tried, points, targets, noises);
                if (evidence > most) {
                    most = evidence;
                    best = tried;
                }
            }
        }
        return best;
    }

    private static double evidence(Kernel kernel, double[][] x, double[] z, double[] noise) {
        Cholesky cholesky = Cholesky.of(kernel.covariance(x, noise));
        if (cholesky == null) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] white = z.clone();
        cholesky.forward(white);
        double squares = 0;
        for (double each : white) {
            squares += each * each;
        }
        return -.5 * squares - cholesky.halfLogDeterminant();
    }

    /// How many it was made from.
    public int points() {
        return x.length;
    }

    /// What is believed of the values at other points, their own share that no input explains included.
    public Prediction predict(double[][] at) {
        double[] means = new double[at.length];
        double[] variances = new double[at.length];
        double[] across = new double[x.length];
        for (int j = 0; j < at.length; j++) {
            double mean = 0;
            for (int i = 0; i < x.length; i++) {
                across[i] = kernel.of(x[i], at[j]);
                mean += across[i] * alpha[i];
            }
            cholesky.forward(across);
            double explained = 0;
            for (double each : across) {
                explained += each * each;
            }
            means[j] = center + scale * mean;
            variances[j] = scale * scale * (Math.max(1 - explained, 1e-6) + kernel.nugget());
        }
        return new Prediction(means, variances);
    }

    /// What the other points say of each point, its own target left out.
    public Prediction withoutOwn() {
        double[] diagonal = cholesky.inverseDiagonal();
        double[] means = new double[x.length];
        double[] variances = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            means[i] = center + scale * (residual[i] - alpha[i] / diagonal[i]);
            variances[i] = scale * scale * Math.max(1 / diagonal[i] - noise[i], kernel.nugget() + 1e-6);
        }
        return new Prediction(means, variances);
    }
}
