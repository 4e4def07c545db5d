package org.dure.server.compute.scheduler.curve;

import org.dure.server.compute.scheduler.gaussian.Normal;

/// What is believed of a curve after its first values: for each shape a normal-inverse-gamma posterior of level, fall
/// and noise in closed form, and its weight by the exact evidence. The formulas are those of Bayesian linear regression
/// (Bishop, Pattern Recognition and Machine Learning, 3.3 and 3.5) with two coefficients, so that a 2×2 solve a shape
/// is all.
public final class CurvePosterior {

    private final CurveShapes shapes;
    private final int epochs;
    private final double[] level;
    private final double[] fall;
    private final double[] levelVariance;
    private final double[] covariance;
    private final double[] fallVariance;
    private final double[] noiseVariance;
    private final double[] weights;

    public CurvePosterior(CurveShapes shapes, Curve curve, CurvePrior prior) {
        int count = shapes.count();
        this.shapes = shapes;
        epochs = curve.epochs();
        level = new double[count];
        fall = new double[count];
        levelVariance = new double[count];
        covariance = new double[count];
        fallVariance = new double[count];
        noiseVariance = new double[count];
        weights = new double[count];
        solve(curve, prior, 0, shapes.flat(), prior.fall(), prior.fallSpread());
        solve(curve, prior, shapes.flat(), count, 0, CurvePrior.FLAT_FALL * prior.levelSpread());
        weigh(prior);
    }

    /// For shapes of the same prior. Loops without branches and calls, which the JIT turns into vector instructions. In
    /// `noiseVariance` it leaves the posterior's rate, in `weights` the part of the evidence that no loss changes.
    private void solve(Curve curve, CurvePrior prior, int begin, int end, double fallMean, double fallSpread) {
        double squared = prior.noise() * prior.noise();
        double rate0 = CurvePrior.NOISE_TRUST / 2.0 * squared;
        double levelPrecision = squared / (prior.levelSpread() * prior.levelSpread());
        double fallPrecision = squared / (fallSpread * fallSpread);
        double a11 = epochs + levelPrecision;
        double r1 = curve.sum() + levelPrecision * prior.level();
        double squares = curve.sumOfSquares()
                + levelPrecision * prior.level() * prior.level()
                + fallPrecision * fallMean * fallMean;
        double[] sums = shapes.sums(epochs);
        double[] sumsOfSquares = shapes.sumsOfSquares(epochs);
        double[] products = curve.products();
        for (int k = begin; k < end; k++) {
            double a22 = sumsOfSquares[k] + fallPrecision;
            double a12 = sums[k];
            double over = 1 / (a11 * a22 - a12 * a12);
            double r2 = products[k] + fallPrecision * fallMean;
            level[k] = (a22 * r1 - a12 * r2) * over;
            fall[k] = (a11 * r2 - a12 * r1) * over;
            double rest = squares - (level[k] * r1 + fall[k] * r2);
            noiseVariance[k] = Math.max(rate0 + rest / 2, rate0 * 1e-3);
            levelVariance[k] = a22 * over;
            covariance[k] = -a12 * over;
            fallVariance[k] = a11 * over;
            weights[k] = Math.sqrt(fallPrecision * over);
        }
    }

    /// By the evidence, in which each shape's rate stands to the power of minus the posterior's shape, half a whole
    /// number: by repeated squaring, beside the least rate, so that nothing grows beyond 1.
    private void weigh(CurvePrior prior) {
        double[] priors = prior.weights();
        double least = Double.POSITIVE_INFINITY;
        for (double rate : noiseVariance) {
            least = Math.min(least, rate);
        }
        double[] power = new double[weights.length];
        for (int k = 0; k < power.length; k++) {
            power[k] = Math.sqrt(least / noiseVariance[k]);
            weights[k] *= priors[k];
        }
        for (int left = CurvePrior.NOISE_TRUST + epochs; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                multiply(weights, power);
            }
            multiply(power, power);
        }
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double degrees = Math.max((CurvePrior.NOISE_TRUST + epochs) / 2.0 - 1, .5);
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= total;
            noiseVariance[k] /= degrees;
        }
    }

    private static void multiply(double[] what, double[] by) {
        for (int k = 0; k < what.length; k++) {
            what[k] *= by[k];
        }
    }

    /// Of how many values it is made.
    public int epochs() {
        return epochs;
    }

    /// The expected value at an epoch, counted from 1.
    public double mean(int epoch) {
        double[] values = shapes.values(epoch);
        double mean = 0;
        for (int k = 0; k < weights.length; k++) {
            mean += weights[k] * mean(k, values[k]);
        }
        return mean;
    }

    /// Of the value that will be seen at an epoch, noise included.
    public double variance(int epoch) {
        double[] values = shapes.values(epoch);
        double mean = 0;
        double second = 0;
        for (int k = 0; k < weights.length; k++) {
            double each = mean(k, values[k]);
            mean += weights[k] * each;
            second += weights[k] * (variance(k, values[k]) + each * each);
        }
        return Math.max(second - mean * mean, 1e-300);
    }

    /// The probability that the value at an epoch is below the threshold.
    public double below(int epoch, double threshold) {
        return below(epoch, threshold, 0);
    }

    /// @param more variance of that value, from what is known beside the curve
    public double below(int epoch, double threshold, double more) {
        double[] values = shapes.values(epoch);
        double probability = 0;
        for (int k = 0; k < weights.length; k++) {
            if (weights[k] > 1e-6) {
                double deviation = Math.sqrt(Math.max(variance(k, values[k]) + more, 1e-300));
                probability += weights[k] * Normal.below((threshold - mean(k, values[k])) / deviation);
            }
        }
        return probability;
    }

    /// Adds the weights of the shapes, times `times`, to `to`.
    public void addWeights(double[] to, double times) {
        for (int k = 0; k < weights.length; k++) {
            to[k] += times * weights[k];
        }
    }

    private double mean(int shape, double value) {
        return level[shape] + fall[shape] * value;
    }

    private double variance(int shape, double value) {
        return noiseVariance[shape]
                * (1 + levelVariance[shape] + 2 * covariance[shape] * value + fallVariance[shape] * value * value);
    }
}
