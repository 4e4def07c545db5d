package org.dure.server.sweeps;

import java.util.Locale;

/// Which values are better.
public enum Direction {
    MINIMIZE,
    MAXIMIZE;

    /// In a problem's words.
    public static Direction of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// A number that is the smaller the better.
    public double loss(double value) {
        return this == MINIMIZE ? value : -value;
    }
}
