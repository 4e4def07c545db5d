package org.dure.server.compute.decision;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.dure.server.compute.scheduler.gaussian.GaussianProcess;
import org.jspecify.annotations.Nullable;

/// How long those will take from one point to the next that have shown none yet. Settings often tell (a wider
/// network, a smaller batch): a Gaussian process over them is fitted to the logarithms of what others of the group
/// took. Of too few others it is the median, and before there are any a slice a point. Nothing
/// is fitted before somebody asks.
final class Pace {

    private static final int KNOWN_LEAST = 8;

    /// More would cost each decision more than they say; the newest are nearest to what comes.
    private static final int KNOWN_MOST = 32;

    /// Of a logarithm: what else ran on the machine.
    private static final double VARIANCE = .01;

    private final List<OptionalDouble> known;
    private final List<List<Double>> settings;
    private final double usual;
    private final DoubleSummaryStatistics taken;
    private @Nullable GaussianProcess process;
    private boolean fitted;

    /// @param known    seconds from one point to the next by the order of arrival; empty where none is known
    /// @param settings of each, in 0–1
    Pace(List<OptionalDouble> known, List<List<Double>> settings, double sliceSeconds) {
        this.known = known;
        this.settings = settings;
        usual = Group.median(known.stream()).orElse(sliceSeconds);
        taken = known.stream().flatMapToDouble(OptionalDouble::stream).summaryStatistics();
    }

    /// Seconds from one point to the next of the one in this place; never beyond what is known.
    double of(int place) {
        if (taken.getCount() < KNOWN_LEAST || settings.getFirst().isEmpty()) {
            return usual;
        }
        if (!fitted) {
            process = fit();
            fitted = true;
        }
        if (process == null) {
            return usual;
        }
        double logarithm = process.predict(new double[][] {row(place)}).means()[0];
        return Math.clamp(Math.exp(logarithm), taken.getMin(), taken.getMax());
    }

    private @Nullable GaussianProcess fit() {
        int[] from = IntStream.iterate(known.size() - 1, place -> place >= 0, place -> place - 1)
                .filter(place -> known.get(place).isPresent())
                .limit(KNOWN_MOST)
                .toArray();
        double[] noise = new double[from.length];
        Arrays.fill(noise, VARIANCE);
        return GaussianProcess.fit(
                Arrays.stream(from).mapToObj(this::row).toArray(double[][]::new),
                Arrays.stream(from)
                        .mapToDouble(place -> Math.log(known.get(place).getAsDouble()))
                        .toArray(),
                noise,
                null);
    }

    private double[] row(int place) {
        return settings.get(place).stream().mapToDouble(Double::doubleValue).toArray();
    }
}
