package org.dure.server.tracking.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.point.Points;

/// Draws a curve in few points: of each of equally long stretches the first, the last, the least and the greatest, so
/// that no peak is lost. NaN is neither the least nor the greatest where there is any number.
final class Thinning {

    /// A point that may be drawn, by its place in the curve.
    private record Placed(long place, Metric metric) {}

    private final long size;
    private final int stretches;
    private final List<Metric> drawn = new ArrayList<>();
    private final Placed[] chosen = new Placed[4];
    private long place;
    private long stretch = -1;

    /// @param size      how many points will come
    /// @param stretches each gives at most four points
    Thinning(long size, int stretches) {
        this.size = size;
        this.stretches = stretches;
    }

    /// The next points.
    void add(Points points) {
        for (int index = 0; index < points.size(); index++) {
            add(points, index);
        }
    }

    private void add(Points points, int index) {
        long now = Math.min(stretches - 1L, (long) ((double) place * stretches / size));
        Placed point = new Placed(place++, points.metric(index));
        if (now != stretch) {
            end();
            stretch = now;
            Arrays.fill(chosen, point);
            return;
        }
        double value = point.metric().value();
        if (!(chosen[1].metric().value() <= value) && !Double.isNaN(value)) {
            chosen[1] = point;
        }
        if (!(chosen[2].metric().value() >= value) && !Double.isNaN(value)) {
            chosen[2] = point;
        }
        chosen[3] = point;
    }

    private void end() {
        if (stretch >= 0) {
            Arrays.stream(chosen)
                    .sorted(Comparator.comparingLong(Placed::place))
                    .distinct()
                    .map(Placed::metric)
                    .forEach(drawn::add);
        }
    }

    List<Metric> drawn() {
        end();
        return drawn;
    }
}
