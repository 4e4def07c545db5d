package org.dure.server.compute.curve;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Knows how well sessions do. Higher features implement it; every bean of this type is asked.
public interface CurveSource {

    /// Whose word its points are.
    enum Origin {
        /// The program's own.
        LOGGED,
        /// The platform's judgement on data that no program has seen.
        EVALUATED
    }

    /// @param ms    when it was logged, Unix milliseconds
    /// @param value may be NaN, or infinite
    record Point(long ms, double value) {}

    Origin origin();

    /// In the order in which the points came to be, one an epoch; absent where there are none.
    Map<UUID, List<Point>> points(Map<UUID, Aim> sessions);
}
