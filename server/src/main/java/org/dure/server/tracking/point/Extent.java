package org.dure.server.tracking.point;

/// Within which bounds the points of a chunk lie.
///
/// @param ordinal the chunk's place among those of its series
/// @param climbs  whether each point comes after the one before by (step, time)
public record Extent(int ordinal, int points, long minStep, long maxStep, long minMs, long maxMs, boolean climbs) {

    /// @param points at least one
    public static Extent of(int ordinal, Points points) {
        long minStep = Long.MAX_VALUE;
        long maxStep = Long.MIN_VALUE;
        long minMs = Long.MAX_VALUE;
        long maxMs = Long.MIN_VALUE;
        for (int index = 0; index < points.size(); index++) {
            minStep = Math.min(minStep, points.step(index));
            maxStep = Math.max(maxStep, points.step(index));
            minMs = Math.min(minMs, points.ms(index));
            maxMs = Math.max(maxMs, points.ms(index));
        }
        return new Extent(ordinal, points.size(), minStep, maxStep, minMs, maxMs, points.climbs());
    }

    /// Whether a point could lie in both.
    public boolean meets(Extent other) {
        return minStep <= other.maxStep && other.minStep <= maxStep && minMs <= other.maxMs && other.minMs <= maxMs;
    }
}
