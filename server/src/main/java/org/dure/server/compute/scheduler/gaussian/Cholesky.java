package org.dure.server.compute.scheduler.gaussian;

import org.jspecify.annotations.Nullable;

/// A lower triangle L with L·Lᵀ = A. Inner loops run along rows and add without reduction, which the JIT turns into
/// vector instructions.
final class Cholesky {

    /// Rows of Lᵀ: `columns[k][i]` is L[i][k], i ≥ k.
    private final double[][] columns;

    private Cholesky(double[][] columns) {
        this.columns = columns;
    }

    /// @param a symmetric; its upper triangle is read, and overwritten
    /// @return null where it is not positive definite
    static @Nullable Cholesky of(double[][] a) {
        int n = a.length;
        for (int k = 0; k < n; k++) {
            double[] row = a[k];
            double pivot = row[k];
            if (!(pivot > 1e-12)) {
                return null;
            }
            double scale = 1 / Math.sqrt(pivot);
            for (int i = k; i < n; i++) {
                row[i] *= scale;
            }
            for (int j = k + 1; j < n; j++) {
                subtract(a[j], row, row[j], j, n);
            }
        }
        return new Cholesky(a);
    }

    private static void subtract(double[] from, double[] what, double times, int begin, int end) {
        for (int i = begin; i < end; i++) {
            from[i] -= times * what[i];
        }
    }

    int size() {
        return columns.length;
    }

    /// Half the logarithm of the determinant of A.
    double halfLogDeterminant() {
        double sum = 0;
        for (int k = 0; k < columns.length; k++) {
            sum += Math.log(columns[k][k]);
        }
        return sum;
    }

    /// Solves L·x = b in place.
    void forward(double[] b) {
        for (int k = 0; k < columns.length; k++) {
            b[k] /= columns[k][k];
            subtract(b, columns[k], b[k], k + 1, columns.length);
        }
    }

    /// Solves Lᵀ·x = b in place.
    void backward(double[] b) {
        for (int k = columns.length - 1; k >= 0; k--) {
            double sum = b[k];
            for (int i = k + 1; i < columns.length; i++) {
                sum -= columns[k][i] * b[i];
            }
            b[k] = sum / columns[k][k];
        }
    }

    /// The diagonal of A⁻¹.
    double[] inverseDiagonal() {
        int n = columns.length;
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            inverse[i][i] = 1;
        }
        // Row k of L⁻¹ has entries up to column k only.
        for (int k = 0; k < n; k++) {
            double scale = 1 / columns[k][k];
            for (int i = 0; i <= k; i++) {
                inverse[k][i] *= scale;
            }
            for (int j = k + 1; j < n; j++) {
                subtract(inverse[j], inverse[k], columns[k][j], 0, k + 1);
            }
        }
        double[] diagonal = new double[n];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i <= k; i++) {
                diagonal[i] += inverse[k][i] * inverse[k][i];
            }
        }
        return diagonal;
    }
}
