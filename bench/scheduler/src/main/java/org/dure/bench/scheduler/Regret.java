package org.dure.bench.scheduler;

/// How far above the best of all curves a loss lies, in 0–1 of the range that counts: up to the worst curve's worst where
/// that is no more than a quarter above the median start, as with accuracies; losses that explode are cut there.
record Regret(double lowest, double highest) {

    static Regret of(Task task) {
        double[] firsts = new double[task.size()];
        double lowest = Double.POSITIVE_INFINITY;
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < task.size(); i++) {
            firsts[i] = Double.isFinite(task.losses()[i][0]) ? task.losses()[i][0] : Double.MAX_VALUE;
            for (double loss : task.losses()[i]) {
                if (Double.isFinite(loss)) {
                    lowest = Math.min(lowest, loss);
                    worst = Math.max(worst, loss);
                }
            }
        }
        java.util.Arrays.sort(firsts);
        double cut = task.group().equals("taskset") ? firsts[firsts.length / 2] * 1.25 : worst;
        return new Regret(lowest, Math.min(worst, cut));
    }

    double of(double loss) {
        return Double.isFinite(loss) ? Math.clamp((loss - lowest) / (highest - lowest), 0, 1) : 1;
    }
}
