package org.dure.bench.scheduler;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/// Means and paired differences.
final class Statistics {

    /// @param mean   of the differences
    /// @param error  its standard error
    /// @param wins   share of pairs in which the first is lower
    /// @param chance the share of all choices of signs of the differences by which their mean would be as low or lower:
    ///               the one-sided sign-flip test of Fisher, whatever the distribution
    record Paired(double mean, double error, double wins, double chance) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "difference %.4f ± %.4f, p %.2g", mean, error, chance);
        }
    }

    private static final int FLIPS = 20_000;

    private Statistics() {}

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    static Paired paired(double[] one, double[] other) {
        double[] differences = new double[one.length];
        double wins = 0;
        for (int i = 0; i < one.length; i++) {
            differences[i] = one[i] - other[i];
            wins += differences[i] < 0 ? 1.0 / one.length : differences[i] == 0 ? .5 / one.length : 0;
        }
        double mean = mean(differences);
        double squares = Arrays.stream(differences)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        double error = Math.sqrt(squares / Math.max(1, one.length - 1) / one.length);
        return new Paired(mean, error, wins, chance(differences));
    }

    private static double chance(double[] differences) {
        SplittableRandom random = new SplittableRandom(1);
        double sum = Arrays.stream(differences).sum();
        int asLow = 1;
        for (int flip = 0; flip < FLIPS; flip++) {
            double flipped = 0;
            for (double each : differences) {
                flipped += random.nextBoolean() ? each : -each;
            }
            asLow += flipped <= sum + 1e-12 ? 1 : 0;
        }
        return asLow / (FLIPS + 1.0);
    }
}
