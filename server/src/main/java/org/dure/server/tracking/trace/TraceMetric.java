package org.dure.server.tracking.trace;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A question about many traces at once: a number of each trace, of each of their spans or of each valid assessment of
/// them, brought together within groups.
///
/// @param sums            of which kind, and for PERCENTILE the percent
/// @param dimensions      by which they are grouped, in this order; what lacks one is in no group
/// @param only            which spans or assessments alone are looked at; none for traces
/// @param intervalSeconds of the buckets by time, which come before the dimensions; null for none
/// @param fromMs          the earliest request, for costs of spans their earliest start; null for any
/// @param toMs            the latest, likewise
public record TraceMetric(
        Of of,
        List<Sum> sums,
        List<Dimension> dimensions,
        List<Only> only,
        @Nullable Long intervalSeconds,
        @Nullable Long fromMs,
        @Nullable Long toMs) {

    /// Whose numbers they are.
    public enum View {
        TRACES,
        SPANS,
        ASSESSMENTS
    }

    private static final Set<Kind> COUNTED = Set.of(Kind.COUNT);
    private static final Set<Kind> SPREAD = Set.of(Kind.AVG, Kind.MIN, Kind.MAX, Kind.PERCENTILE);
    private static final Set<Kind> ADDED = Set.of(Kind.SUM, Kind.AVG, Kind.MIN, Kind.MAX, Kind.PERCENTILE);
    private static final Set<Dimension> OF_TRACE = Set.of(Dimension.TRACE_NAME, Dimension.TRACE_STATUS);
    private static final Set<Dimension> OF_MODEL = Set.of(Dimension.SPAN_MODEL_NAME, Dimension.SPAN_MODEL_PROVIDER);

    /// What is measured, and how it may be brought together.
    public enum Of {
        TRACE_COUNT(View.TRACES, COUNTED, OF_TRACE),
        SESSION_COUNT(View.TRACES, COUNTED, Set.of()),
        /// Milliseconds.
        LATENCY(View.TRACES, SPREAD, OF_TRACE),
        INPUT_TOKENS(View.TRACES, ADDED, Set.of(Dimension.TRACE_NAME)),
        OUTPUT_TOKENS(View.TRACES, ADDED, Set.of(Dimension.TRACE_NAME)),
        TOTAL_TOKENS(View.TRACES, ADDED, Set.of(Dimension.TRACE_NAME)),
        CACHE_READ_INPUT_TOKENS(View.TRACES, ADDED, Set.of(Dimension.TRACE_NAME)),
        CACHE_CREATION_INPUT_TOKENS(View.TRACES, ADDED, Set.of(Dimension.TRACE_NAME)),
        SPAN_COUNT(
                View.SPANS,
                COUNTED,
                Set.of(
                        Dimension.SPAN_NAME,
                        Dimension.SPAN_TYPE,
                        Dimension.SPAN_STATUS,
                        Dimension.SPAN_MODEL_NAME,
                        Dimension.SPAN_MODEL_PROVIDER)),
        /// Whole milliseconds, of spans that have ended.
        SPAN_LATENCY(View.SPANS, SPREAD, Set.of(Dimension.SPAN_NAME, Dimension.SPAN_STATUS)),
        INPUT_COST(View.SPANS, ADDED, OF_MODEL),
        OUTPUT_COST(View.SPANS, ADDED, OF_MODEL),
        TOTAL_COST(View.SPANS, ADDED, OF_MODEL),
        ASSESSMENT_COUNT(View.ASSESSMENTS, COUNTED, Set.of(Dimension.ASSESSMENT_NAME, Dimension.ASSESSMENT_VALUE)),
        /// Of numbers, and of true, false, yes and no, which are 1 and 0.
        ASSESSMENT_VALUE(View.ASSESSMENTS, SPREAD, Set.of(Dimension.ASSESSMENT_NAME));

        private final View view;
        private final Set<Kind> kinds;
        private final Set<Dimension> dimensions;

        Of(View view, Set<Kind> kinds, Set<Dimension> dimensions) {
            this.view = view;
            this.kinds = kinds;
            this.dimensions = dimensions;
        }

        public View view() {
            return view;
        }

        /// As MLflow calls it within its view.
        public String word() {
            return this == SPAN_LATENCY ? LATENCY.word() : name().toLowerCase(Locale.ROOT);
        }

        public Set<Kind> kinds() {
            return kinds;
        }

        public Set<Dimension> dimensions() {
            return dimensions;
        }

        boolean isCost() {
            return this == INPUT_COST || this == OUTPUT_COST || this == TOTAL_COST;
        }
    }

    /// By what they are grouped or chosen.
    public enum Dimension {
        TRACE_NAME,
        TRACE_STATUS,
        SPAN_NAME,
        SPAN_TYPE,
        SPAN_STATUS,
        SPAN_MODEL_NAME,
        SPAN_MODEL_PROVIDER,
        ASSESSMENT_NAME,
        /// `feedback`, `expectation` or `issue`; nothing is grouped by it.
        ASSESSMENT_TYPE,
        /// As JSON.
        ASSESSMENT_VALUE
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

    /// Those alone whose dimension has this value.
    public record Only(Dimension dimension, String value) {}

    /// One group.
    ///
    /// @param bucketMs when the group's bucket begins; null where there are none
    /// @param groups   by dimension
    /// @param values   in the order of the sums; null where nothing has the number
    public record Point(@Nullable Long bucketMs, Map<Dimension, String> groups, List<@Nullable Double> values) {}
}
