package org.dure.bench.scheduler;

/// A problem with all its curves known.
///
/// @param settings one row an experiment, each setting in 0–1 by its rank among the others
/// @param losses   one row an experiment, one column an epoch; NaN where training diverged
/// @param seconds  per epoch, one an experiment
record Task(String name, String group, boolean gate, double[][] settings, double[][] losses, double[] seconds) {

    int horizon() {
        return losses[0].length;
    }

    int size() {
        return losses.length;
    }
}
