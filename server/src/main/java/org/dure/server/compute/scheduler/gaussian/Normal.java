package org.dure.server.compute.scheduler.gaussian;

/// The standard normal distribution.
public final class Normal {

    private Normal() {}

    /// The probability below `z`, to seven digits (Abramowitz and Stegun, 26.2.17). Not a number where `z` is not.
    public static double below(double z) {
        double size = Math.min(Math.abs(z), 38);
        double t = 1 / (1 + .2316419 * size);
        double tail = density(size)
                * t
                * (.319381530 + t * (-.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z > 0 ? 1 - tail : tail;
    }

    public static double density(double z) {
        return Math.exp(-z * z / 2) * .3989422804014327;
    }
}
