package org.dure.server.tracking.filter;

/// What a comparison or an order looks at.
///
/// @param key as the language names it; of an attribute its one canonical name, such as `start_time`
public record Field(Kind kind, String key) {

    /// Which of the things that a run has.
    public enum Kind {
        METRIC,
        PARAM,
        TAG,
        ATTRIBUTE,
        DATASET
    }
}
