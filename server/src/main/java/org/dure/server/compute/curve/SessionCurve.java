package org.dure.server.compute.curve;

import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How well a session has done so far.
///
/// @param group     null where nothing tells what it competes on
/// @param points    as its program logged them
/// @param evaluated what the platform found of what it left; null before
public record SessionCurve(
        UUID sessionId,
        @Nullable String group,
        boolean minimize,
        List<CurveSource.Point> points,
        @Nullable Double evaluated) {

    public SessionCurve {
        points = List.copyOf(points);
    }

    /// The points as losses, where lower is better.
    public double[] losses() {
        return points.stream().mapToDouble(point -> loss(point.value())).toArray();
    }

    /// By how much what the platform found differs from what was logged last, as losses; empty where one of both is
    /// missing.
    public OptionalDouble correction() {
        if (evaluated == null || points.isEmpty()) {
            return OptionalDouble.empty();
        }
        double difference = loss(evaluated) - loss(points.getLast().value());
        return Double.isFinite(difference) ? OptionalDouble.of(difference) : OptionalDouble.empty();
    }

    public double loss(double value) {
        return minimize ? value : -value;
    }
}
