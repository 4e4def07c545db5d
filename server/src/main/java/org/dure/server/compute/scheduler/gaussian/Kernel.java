package org.dure.server.compute.scheduler.gaussian;

/// Matérn 5/2 with one relevance a dimension (one over the squared length), of variance 1, and a share of the
/// targets' variance that the inputs do not explain.
///
/// @param nugget variance beside the noise of each target, relative to the kernel's
record Kernel(double[] relevance, double nugget) {

    static Kernel isotropic(int dimensions, double length, double nugget) {
        double scaled = length * Math.sqrt(dimensions) / 1.5;
        double[] relevance = new double[dimensions];
        java.util.Arrays.fill(relevance, 1 / (scaled * scaled));
        return new Kernel(relevance, nugget);
    }

    Kernel with(int dimension, double times) {
        double[] changed = relevance.clone();
        changed[dimension] *= times;
        return new Kernel(changed, nugget);
    }

    double of(double[] a, double[] b) {
        double squared = 0;
        for (int d = 0; d < relevance.length; d++) {
            double difference = a[d] - b[d];
            squared += relevance[d] * difference * difference;
        }
        double r = Math.sqrt(5 * squared);
        return (1 + r + r * r / 3) * Math.exp(-r);
    }

    /// The upper triangle of the targets' covariance.
    double[][] covariance(double[][] x, double[] noise) {
        int n = x.length;
        double[][] covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            covariance[i][i] = 1 + nugget + noise[i];
            for (int j = i + 1; j < n; j++) {
                covariance[i][j] = of(x[i], x[j]);
            }
        }
        return covariance;
    }
}
