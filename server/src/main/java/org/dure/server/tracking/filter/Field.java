package org.dure.server.tracking.filter;

/// What a comparison or an order looks at.
///
/// @param key     as the language names it; of an attribute its one canonical name, such as `start_time`
/// @param measure of a metric; LAST of everything else
public record Field(Kind kind, String key, Measure measure) {

    /// Which of the things that a run has.
    public enum Kind {
        METRIC,
        PARAM,
        TAG,
        ATTRIBUTE,
        DATASET
    }

    public Field(Kind kind, String key) {
        this(kind, key, Measure.Sum.LAST);
    }
}
