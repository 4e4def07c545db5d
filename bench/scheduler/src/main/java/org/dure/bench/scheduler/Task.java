package org.dure.bench.scheduler;

/// A problem with all its curves known.
///
/// @param gate     whether nothing was tuned on it
/// @param settings one row an experiment, each setting in 0–1 by its rank among the others
/// @param losses   one row an experiment, one column an epoch; NaN where training diverged
record Task(String name, String group, boolean gate, double[][] settings, double[][] losses) {

    int horizon() {
        return losses[0].length;
    }

    int size() {
        return losses.length;
    }

    /// Whether it has losses without an upper bound.
    boolean explodes() {
        return group.equals("taskset") || group.equals("generated");
    }

    Task forGates() {
        return new Task(name, group, true, settings, losses);
    }
}
