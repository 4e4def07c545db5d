package org.dure.server.tracking.trace;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A question about many traces at once: a number of each trace, brought together within groups.
///
/// @param sums            of which kind, and for PERCENTILE the percent
/// @param dimensions      by which traces are grouped, in this order
/// @param intervalSeconds of the buckets by time, which come before the dimensions; null for none
/// @param fromMs          the earliest request, null for any
/// @param toMs            the latest request, null for any
public record TraceMetric(
        Of of,
        List<Sum> sums,
        List<Dimension> dimensions,
        @Nullable Long intervalSeconds,
        @Nullable Long fromMs,
        @Nullable Long toMs) {

    /// What is measured of a trace, and how it may be brought together.
    public enum Of {
        TRACE_COUNT(Set.of(Kind.COUNT), Set.of(Dimension.TRACE_NAME, Dimension.TRACE_STATUS)),
        SESSION_COUNT(Set.of(Kind.COUNT), Set.of()),
        /// Milliseconds.
        LATENCY(
                Set.of(Kind.AVG, Kind.MIN, Kind.MAX, Kind.PERCENTILE),
                Set.of(Dimension.TRACE_NAME, Dimension.TRACE_STATUS)),
        INPUT_TOKENS,
        OUTPUT_TOKENS,
        TOTAL_TOKENS,
        CACHE_READ_INPUT_TOKENS,
        CACHE_CREATION_INPUT_TOKENS;

        private final Set<Kind> kinds;
        private final Set<Dimension> dimensions;

        Of() {
            this(Set.of(Kind.SUM, Kind.AVG, Kind.MIN, Kind.MAX, Kind.PERCENTILE), Set.of(Dimension.TRACE_NAME));
        }

        Of(Set<Kind> kinds, Set<Dimension> dimensions) {
            this.kinds = kinds;
            this.dimensions = dimensions;
        }

        public Set<Kind> kinds() {
            return kinds;
        }

        public Set<Dimension> dimensions() {
            return dimensions;
        }
    }

    /// By what traces are grouped.
    public enum Dimension {
        TRACE_NAME,
        TRACE_STATUS
    }

    /// How numbers are brought together.
    public enum Kind {
        COUNT,
        SUM,
        AVG,
        PERCENTILE,
        MIN,
        MAX
    }

    /// @param percent from 0 to 100, with PERCENTILE alone; between two values it is interpolated
    public record Sum(Kind kind, double percent) {}

    /// One group.
    ///
    /// @param bucketMs when the group's bucket begins; null where there are none
    /// @param groups   by dimension, without those that the traces do not have
    /// @param values   in the order of the sums; null where no trace has the number
    public record Point(@Nullable Long bucketMs, Map<Dimension, String> groups, List<@Nullable Double> values) {}
}
