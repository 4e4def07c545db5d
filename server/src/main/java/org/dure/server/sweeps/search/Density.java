package org.dure.server.sweeps.search;

import java.util.List;
import java.util.SplittableRandom;

/// A Parzen estimator: a mixture with a kernel at each value that was seen and a broad one over the whole domain. Of
/// more
/// than 25 values the oldest weigh less, falling off evenly.
sealed interface Density permits RangeDensity, ChoiceDensity {

    int EQUAL_NEWEST = 25;

    Object draw(SplittableRandom random);

    /// @param value one that `draw` could give
    double logDensity(Object value);

    /// @param values the oldest first
    static Density over(Domain domain, List<Object> values) {
        return switch (domain) {
            case Domain.Range range -> RangeDensity.over(range, values);
            case Domain.Choice choice -> ChoiceDensity.over(choice, values);
        };
    }

    /// Of `count` values, the oldest first, and of the broad kernel behind them; their sum is 1.
    static double[] weights(int count) {
        double[] weights = new double[count + 1];
        int ramp = Math.max(0, count - EQUAL_NEWEST);
        double first = 1.0 / Math.max(1, count);
        double sum = 0;
        for (int at = 0; at <= count; at++) {
            double rise = ramp > 1 ? (1 - first) / (ramp - 1) : 0;
            weights[at] = at < ramp ? first + at * rise : 1;
            sum += weights[at];
        }
        for (int at = 0; at <= count; at++) {
            weights[at] /= sum;
        }
        return weights;
    }

    /// A kernel's place by its weight.
    static int pick(double[] weights, SplittableRandom random) {
        double left = random.nextDouble();
        for (int at = 0; at < weights.length - 1; at++) {
            left -= weights[at];
            if (left < 0) {
                return at;
            }
        }
        return weights.length - 1;
    }

    /// log Σ exp, without overflow.
    static double logSum(double[] logs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            most = Math.max(most, log);
        }
        if (most == Double.NEGATIVE_INFINITY) {
            return most;
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - most);
        }
        return most + Math.log(sum);
    }
}
