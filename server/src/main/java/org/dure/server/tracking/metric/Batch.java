package org.dure.server.tracking.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dure.server.tracking.point.Points;

/// The points of one request, by key.
public final class Batch {

    private final Map<String, Points> byKey = new LinkedHashMap<>();
    private int size;

    /// An infinite value is kept as the greatest double, as MLflow keeps it.
    ///
    /// @param ms Unix milliseconds
    /// @return whether the key is new in this batch
    public boolean add(String key, long step, long ms, double value) {
        Points points = byKey.get(key);
        boolean first = points == null;
        if (points == null) {
            points = new Points();
            byKey.put(key, points);
        }
        points.add(step, ms, Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value);
        size++;
        return first;
    }

    public int size() {
        return size;
    }

    public Set<String> keys() {
        return byKey.keySet();
    }

    Map<String, Points> byKey() {
        return byKey;
    }
}
