package org.dure.server.compute.decision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.dure.server.compute.scheduler.gaussian.GaussianProcess;

/// How long those will take from one point to the next that have shown none yet. Settings often tell (a wider
/// network, a smaller batch): a Gaussian process over them is fitted to the logarithms of what others of the group
/// took. Of too few others it is the median, and before there are any a slice a point.
final class Pace {

    private static final int KNOWN_LEAST = 8;

    /// More would cost each decision more than they say; the newest are nearest to what comes.
    private static final int KNOWN_MOST = 32;

    /// Of a logarithm: what else ran on the machine.
    private static final double VARIANCE = .01;

    private Pace() {}

    /// @param known    seconds from one point to the next by the order of arrival; empty where none is known
    /// @param settings of each, in 0–1
    /// @return of each, whether or not it is known; never beyond what is
    static double[] of(List<OptionalDouble> known, List<List<Double>> settings, double sliceSeconds) {
        double[] sorted =
                known.stream().flatMapToDouble(OptionalDouble::stream).sorted().toArray();
        double[] paces = new double[known.size()];
        Arrays.fill(paces, sorted.length == 0 ? sliceSeconds : sorted[sorted.length / 2]);
        if (sorted.length < KNOWN_LEAST || settings.getFirst().isEmpty()) {
            return paces;
        }
        List<Integer> from = new ArrayList<>();
        for (int i = known.size() - 1; i >= 0 && from.size() < KNOWN_MOST; i--) {
            if (known.get(i).isPresent()) {
                from.add(i);
            }
        }
        double[] noise = new double[from.size()];
        Arrays.fill(noise, VARIANCE);
        GaussianProcess process = GaussianProcess.fit(
                from.stream().map(i -> row(settings.get(i))).toArray(double[][]::new),
                from.stream()
                        .mapToDouble(i -> Math.log(known.get(i).getAsDouble()))
                        .toArray(),
                noise,
                null);
        if (process != null) {
            double[] means = process.predict(settings.stream().map(Pace::row).toArray(double[][]::new))
                    .means();
            Arrays.setAll(paces, i -> Math.clamp(Math.exp(means[i]), sorted[0], sorted[sorted.length - 1]));
        }
        return paces;
    }

    private static double[] row(List<Double> settings) {
        return settings.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
