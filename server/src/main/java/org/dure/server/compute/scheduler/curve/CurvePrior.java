package org.dure.server.compute.scheduler.curve;

import java.util.Arrays;

/// What is believed of a problem's curves before one of them is seen: `value = level + fall · shape + noise`.
///
/// @param level       mean of the level at the end
/// @param levelSpread its standard deviation
/// @param fall        mean of the fall from the first epoch to the last
/// @param fallSpread  its standard deviation
/// @param noise       of one value, standard deviation
/// @param weights     of the shapes; their sum is 1
public record CurvePrior(
        double level, double levelSpread, double fall, double fallSpread, double noise, double[] weights) {

    /// Three values' worth of trust in `noise`.
    static final int NOISE_TRUST = 3;

    /// How far from 0 the flat shape may fall, beside the scale.
    static final double FLAT_FALL = .005;

    private static final double FLAT_WEIGHT = .3;

    /// Of losses that lie between `best` and about `best + scale`.
    public static CurvePrior of(CurveShapes shapes, double best, double scale) {
        double[] weights = new double[shapes.count()];
        Arrays.fill(weights, (1 - FLAT_WEIGHT) / (shapes.count() - 1));
        weights[shapes.flat()] = FLAT_WEIGHT;
        return new CurvePrior(best + .6 * scale, scale, .25 * scale, .7 * scale, .04 * scale, weights);
    }

    /// With the shapes that the problem's curves were seen to follow.
    ///
    /// @param seen  the sum of the curves' posterior weights
    /// @param trust how many curves the weights before count for
    public CurvePrior withShapes(double[] seen, double trust) {
        double[] mixed = new double[weights.length];
        double total = trust;
        for (double each : seen) {
            total += each;
        }
        for (int k = 0; k < mixed.length; k++) {
            mixed[k] = (trust * weights[k] + seen[k]) / total;
        }
        return new CurvePrior(level, levelSpread, fall, fallSpread, noise, mixed);
    }

    /// With what is known of the level at the end from elsewhere.
    ///
    /// @param spread standard deviation
    public CurvePrior withLevel(double mean, double spread) {
        return new CurvePrior(mean, spread, fall, fallSpread, noise, weights);
    }
}
