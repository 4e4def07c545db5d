package org.dure.server.tracking.filter;

/// Which of a metric's values is meant. MLflow's own language knows the last alone.
public sealed interface Measure {

    /// What a series keeps of all its points, or what follows from that.
    enum Sum implements Measure {
        LAST,
        FIRST,
        MIN,
        MAX,
        /// The least or the greatest, whichever is better for the metric; who asks settles which.
        BEST
    }

    /// The value logged at exactly this step; of several the last by time and value.
    record AtStep(long step) implements Measure {}
}
