package org.dure.bench.scheduler;

/// How far above the best of all curves a loss lies, in 0–1 of the range that counts: of accuracies the whole, of losses,
/// which may explode, up to a quarter above the median start.
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
        double cut = task.explodes() ? firsts[firsts.length / 2] * 1.25 : worst;
        return new Regret(lowest, Math.min(worst, cut));
    }

    double of(double loss) {
        return Double.isFinite(loss) ? Math.clamp((loss - lowest) / Math.max(highest - lowest, 1e-12), 0, 1) : 1;
    }
}
