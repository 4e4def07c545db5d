package org.dure.bench.scheduler;

import java.util.SplittableRandom;
import org.dure.server.compute.scheduler.curve.Curve;
import org.dure.server.compute.scheduler.curve.CurvePosterior;
import org.dure.server.compute.scheduler.curve.CurvePrior;
import org.dure.server.compute.scheduler.curve.CurveShapes;

/// Whether what the curve bank says after the first sixth comes true: where the final loss lies in its predicted
/// distribution (all fifths equally often, where it is calibrated), and its error beside that of the last value.
///
/// @param fifths share of final losses in each fifth of their predicted distribution
/// @param error  mean squared error of the predicted final loss, relative to the spread of the first losses
/// @param last   the same of the last seen loss
record Calibration(double[] fifths, double error, double last) {

    /// Eight epochs of fifty.
    private static final double SEEN = .16;

    private static final int CURVES = 200;

    static Calibration of(Iterable<Task> tasks) {
        double[] fifths = new double[5];
        double error = 0;
        double last = 0;
        int count = 0;
        for (Task task : tasks) {
            CurveShapes shapes = CurveShapes.of(task.horizon());
            int epochs = Math.max(2, (int) Math.round(SEEN * task.horizon()));
            SplittableRandom random = new SplittableRandom(7);
            int[] rows = random.ints(0, task.size()).distinct().limit(Math.min(CURVES, task.size())).toArray();
            double lowest = Double.POSITIVE_INFINITY;
            double[] firsts = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                double[] losses = task.losses()[rows[i]];
                firsts[i] = Double.isFinite(losses[0]) ? losses[0] : Double.MAX_VALUE;
                for (int t = 0; t < epochs; t++) {
                    lowest = Double.isFinite(losses[t]) ? Math.min(lowest, losses[t]) : lowest;
                }
            }
            java.util.Arrays.sort(firsts);
            double scale = Math.max(firsts[firsts.length / 2] - lowest, 1e-9);
            CurvePrior prior = CurvePrior.of(shapes, lowest, scale);
            for (int row : rows) {
                double[] losses = task.losses()[row];
                double end = losses[losses.length - 1];
                Curve curve = new Curve(shapes);
                boolean usable = Double.isFinite(end) && end < lowest + 1.5 * scale;
                for (int t = 0; t < epochs; t++) {
                    usable &= Double.isFinite(losses[t]) && losses[t] < lowest + 1.5 * scale;
                    curve.add(usable ? losses[t] : 0);
                }
                if (usable) {
                    CurvePosterior posterior = new CurvePosterior(shapes, curve, prior);
                    double below = posterior.below(task.horizon(), end);
                    fifths[Math.min(4, (int) (below * 5))]++;
                    error += Math.pow((posterior.mean(task.horizon()) - end) / scale, 2);
                    last += Math.pow((losses[epochs - 1] - end) / scale, 2);
                    count++;
                }
            }
        }
        for (int i = 0; i < fifths.length; i++) {
            fifths[i] /= Math.max(count, 1);
        }
        return new Calibration(fifths, error / Math.max(count, 1), last / Math.max(count, 1));
    }

    /// The farthest that a fifth is from its share.
    double worst() {
        double worst = 0;
        for (double each : fifths) {
            worst = Math.max(worst, Math.abs(each - .2));
        }
        return worst;
    }
}
