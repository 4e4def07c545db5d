package org.dure.server.compute.forecast;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// How long sessions like one have held their slots, and what that says of one more of them.
///
/// Nothing but exchangeability is assumed: the next length falls with equal chance into each of the n + 1 gaps that the
/// n known ones leave between nothing and the time limit (B. M. Hill, "Posterior distribution of percentiles", 1968).
/// Few known sessions so give wide intervals by themselves.
final class Lengths {

    /// Below this nothing is foretold.
    static final int FEWEST = 3;

    private final double[] known;

    /// @param seconds of sessions that are over, in any order
    Lengths(double... seconds) {
        this.known = seconds.clone();
        Arrays.sort(this.known);
    }

    int size() {
        return known.length;
    }

    /// A length of a session that has run for `elapsed` seconds already.
    ///
    /// @param limit in seconds, from the session's beginning
    /// @return above `elapsed`, at most `limit`
    double draw(double elapsed, double limit, RandomGenerator random) {
        if (elapsed >= limit) {
            return limit;
        }
        int first = 0;
        while (first < known.length && known[first] <= elapsed) {
            first++;
        }
        int gap = first + random.nextInt(known.length - first + 1);
        double low = Math.max(elapsed, gap == 0 ? 0 : known[gap - 1]);
        if (gap < known.length) {
            return Math.min(limit, low + (known[gap] - low) * random.nextDouble());
        }
        // Beyond all that is known every order of magnitude is as likely.
        double from = Math.max(1, low);
        return limit <= from ? limit : Math.min(limit, from * Math.pow(limit / from, random.nextDouble()));
    }
}
