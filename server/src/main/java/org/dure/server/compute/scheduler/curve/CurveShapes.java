package org.dure.server.compute.scheduler.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The shapes that a loss may follow over `horizon` epochs, each falling from 1 to 0: powers, exponentials, one over
/// the logarithm, Hill curves (late bloomers), straight falls that end in a plateau, and at last the flat one. Sums
/// over
/// their first epochs are made once, so that a posterior costs the same after 5 epochs and after 500.
public final class CurveShapes {

    /// Time constants are given for 50 epochs and stretch with the horizon.
    private static final double REFERENCE_EPOCHS = 50;

    private static final int USUAL_MOST = 128;
    private static final Map<Integer, CurveShapes> MADE = new ConcurrentHashMap<>();

    private final int horizon;
    private final int count;

    /// A row for each epoch with a value for each shape: who reads them goes through all shapes at one epoch.
    private final double[][] values;

    private final double[][] sums;
    private final double[][] squares;

    /// Made once where the horizon is usual.
    ///
    /// @param horizon epochs of a whole training, at least 1
    public static CurveShapes of(int horizon) {
        return horizon <= USUAL_MOST ? MADE.computeIfAbsent(horizon, CurveShapes::new) : new CurveShapes(horizon);
    }

    private CurveShapes(int horizon) {
        this.horizon = horizon;
        double stretch = Math.max(1, horizon) / REFERENCE_EPOCHS;
        List<double[]> made = new ArrayList<>();
        for (double power : new double[] {.05, .1, .2, .35, .5, .75, 1, 1.5, 2, 3}) {
            made.add(shape(t -> Math.pow(t, -power)));
        }
        for (double scale : new double[] {1, 2, 4, 8, 16, 32, 64}) {
            made.add(shape(t -> Math.exp(-(t - 1) / Math.max(.5, scale * stretch))));
        }
        made.add(shape(t -> 1 / Math.log(t + 1)));
        for (double middle : new double[] {2, 4, 8, 16, 30}) {
            for (double steepness : new double[] {2, 5}) {
                made.add(shape(t -> 1 / (1 + Math.pow(t / (middle * stretch), steepness))));
            }
        }
        for (double end : new double[] {5, 15, 50}) {
            made.add(shape(t -> -Math.min(t / (end * stretch), 1)));
        }
        made.add(shape(t -> -t));
        count = made.size();
        values = new double[horizon][count];
        sums = new double[horizon + 1][count];
        squares = new double[horizon + 1][count];
        for (int t = 0; t < horizon; t++) {
            for (int k = 0; k < count; k++) {
                double value = made.get(k)[t];
                values[t][k] = value;
                sums[t + 1][k] = sums[t][k] + value;
                squares[t + 1][k] = squares[t][k] + value * value;
            }
        }
    }

    private interface Curve {
        double at(double epoch);
    }

    private double[] shape(Curve curve) {
        double first = curve.at(1);
        double range = first - curve.at(horizon);
        double[] values = new double[horizon];
        for (int t = 0; t < horizon; t++) {
            values[t] = Math.abs(range) < 1e-12 ? (t == 0 ? 1 : 0) : 1 - (first - curve.at(t + 1)) / range;
        }
        return values;
    }

    public int horizon() {
        return horizon;
    }

    public int count() {
        return count;
    }

    /// The number of the flat shape, whose fall is held near 0.
    int flat() {
        return count - 1;
    }

    /// One a shape; not to be changed.
    ///
    /// @param epoch from 1
    double[] values(int epoch) {
        return values[Math.min(epoch, horizon) - 1];
    }

    /// Of the values of the first epochs, one a shape; not to be changed.
    double[] sums(int epochs) {
        return sums[epochs];
    }

    /// Like `sums`.
    double[] sumsOfSquares(int epochs) {
        return squares[epochs];
    }
}
