package org.dure.server.tracking.metric;

import java.util.Comparator;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.point.Points;
import org.jspecify.annotations.Nullable;

/// One metric of one run, summed up over its points. `first` and `last` are the least and the greatest by (step,
/// time, value), where NaN is greater than every number.
///
/// @param n   points, each once however often it was sent
/// @param min null where every point is NaN; so is `max`
public record Series(
        String key,
        long n,
        Metric first,
        Metric last,
        @Nullable Extreme min,
        @Nullable Extreme max) {

    /// The least or greatest value and the first step at which it stood.
    public record Extreme(double value, long step) {}

    private static final Comparator<Metric> ORDER =
            Comparator.comparingLong(Metric::step).thenComparingLong(Metric::ms).thenComparingDouble(Metric::value);

    /// @param points at least one
    /// @param n      how many of them count
    static Series of(String key, Points points, int n) {
        int first = 0;
        int last = 0;
        int min = -1;
        int max = -1;
        for (int index = 0; index < points.size(); index++) {
            if (compare(points, index, first) < 0) {
                first = index;
            }
            if (compare(points, index, last) > 0) {
                last = index;
            }
            double value = points.value(index);
            if (Double.isNaN(value)) {
                continue;
            }
            if (min < 0 || isBefore(value, points.step(index), points.value(min), points.step(min))) {
                min = index;
            }
            if (max < 0 || isBefore(-value, points.step(index), -points.value(max), points.step(max))) {
                max = index;
            }
        }
        return new Series(
                key,
                n,
                points.metric(first),
                points.metric(last),
                min < 0 ? null : new Extreme(points.value(min), points.step(min)),
                max < 0 ? null : new Extreme(points.value(max), points.step(max)));
    }

    /// This series with the points of `more`.
    Series plus(Series more) {
        return new Series(
                key,
                n + more.n,
                ORDER.compare(more.first, first) < 0 ? more.first : first,
                later(last, more.last),
                better(min, more.min, 1),
                better(max, more.max, -1));
    }

    /// The later of two points by (step, time, value).
    static Metric later(Metric one, Metric other) {
        return ORDER.compare(other, one) > 0 ? other : one;
    }

    private static @Nullable Extreme better(@Nullable Extreme one, @Nullable Extreme other, int sign) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return isBefore(sign * other.value, other.step, sign * one.value, one.step) ? other : one;
    }

    private static boolean isBefore(double value, long step, double otherValue, long otherStep) {
        return value < otherValue || value == otherValue && step < otherStep;
    }

    private static int compare(Points points, int one, int other) {
        int order = Long.compare(points.step(one), points.step(other));
        if (order == 0) {
            order = Long.compare(points.ms(one), points.ms(other));
        }
        return order == 0 ? Double.compare(points.value(one), points.value(other)) : order;
    }
}
