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
        double shape0 = CurvePrior.NOISE_TRUST / 2;
        double squared = prior.noise() * prior.noise();
        double rate0 = shape0 * squared;
        double levelPrecision = squared / (prior.levelSpread() * prior.levelSpread());
        double shapeN = shape0 + epochs / 2.0;
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            boolean flat = k == shapes.flat();
            double fallMean = flat ? 0 : prior.fall();
            double spread = flat ? CurvePrior.FLAT_FALL * prior.levelSpread() : prior.fallSpread();
            double fallPrecision = squared / (spread * spread);
            double a11 = epochs + levelPrecision;
            double a22 = shapes.sumOfSquares(k, epochs) + fallPrecision;
            double a12 = shapes.sum(k, epochs);
            double determinant = a11 * a22 - a12 * a12;
            double r1 = curve.sum() + levelPrecision * prior.level();
            double r2 = curve.product(k) + fallPrecision * fallMean;
            level[k] = (a22 * r1 - a12 * r2) / determinant;
            fall[k] = (a11 * r2 - a12 * r1) / determinant;
            double rest = curve.sumOfSquares()
                    + levelPrecision * prior.level() * prior.level()
                    + fallPrecision * fallMean * fallMean
                    - (level[k] * r1 + fall[k] * r2);
            double rateN = Math.max(rate0 + rest / 2, rate0 * 1e-3);
            levelVariance[k] = a22 / determinant;
            covariance[k] = -a12 / determinant;
            fallVariance[k] = a11 / determinant;
            noiseVariance[k] = rateN / Math.max(shapeN - 1, .5);
            weights[k] = -.5 * Math.log(determinant / fallPrecision) - shapeN * Math.log(rateN) + prior.weights()[k];
            most = Math.max(most, weights[k]);
        }
        normalise(most);
    }

    private void normalise(double most) {
        double total = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.exp(weights[k] - most);
            total += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= total;
        }
    }

    /// Of how many values it is made.
    public int epochs() {
        return epochs;
    }

    /// The expected value at an epoch, counted from 1.
    public double mean(int epoch) {
        double mean = 0;
        for (int k = 0; k < weights.length; k++) {
            mean += weights[k] * mean(k, epoch);
        }
        return mean;
    }

    /// Of the value that will be seen at an epoch, noise included.
    public double variance(int epoch) {
        double mean = 0;
        double second = 0;
        for (int k = 0; k < weights.length; k++) {
            double each = mean(k, epoch);
            mean += weights[k] * each;
            second += weights[k] * (variance(k, epoch) + each * each);
        }
        return Math.max(second - mean * mean, 1e-300);
    }

    /// The probability that the value at an epoch is below the threshold.
    public double below(int epoch, double threshold) {
        return below(epoch, threshold, 0);
    }

    /// @param more variance of that value, from what is known beside the curve
    public double below(int epoch, double threshold, double more) {
        double probability = 0;
        for (int k = 0; k < weights.length; k++) {
            if (weights[k] > 1e-6) {
                double deviation = Math.sqrt(Math.max(variance(k, epoch) + more, 1e-300));
                probability += weights[k] * Normal.below((threshold - mean(k, epoch)) / deviation);
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

    private double mean(int shape, int epoch) {
        return level[shape] + fall[shape] * shapes.value(shape, epoch);
    }

    private double variance(int shape, int epoch) {
        double value = shapes.value(shape, epoch);
        return noiseVariance[shape]
                * (1 + levelVariance[shape] + 2 * covariance[shape] * value + fallVariance[shape] * value * value);
    }
}
