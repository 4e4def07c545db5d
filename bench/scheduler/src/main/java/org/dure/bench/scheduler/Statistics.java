package org.dure.bench.scheduler;

import java.util.Arrays;

/// Means and paired differences.
final class Statistics {

    /// @param mean     of the differences
    /// @param error    its standard error
    /// @param wins     share of pairs in which the first is lower
    record Paired(double mean, double error, double wins) {

        /// Of one-sided certainty of about 97.5 %.
        boolean isLower() {
            return mean + 2 * error < 0;
        }
    }

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
        return new Paired(mean, Math.sqrt(squares / Math.max(1, one.length - 1) / one.length), wins);
    }
}
