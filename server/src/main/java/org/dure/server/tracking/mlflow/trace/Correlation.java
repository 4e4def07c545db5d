package org.dure.server.tracking.mlflow.trace;

/// How strongly two properties of traces go together: the normalised pointwise mutual information (Bouma 2009), from -1
/// (never together) over 0 (independent) to 1 (always together). NaN where one of them never occurs.
///
/// @param npmiSmoothed with half a count added to each of the four cases (Jeffreys' prior)
record Correlation(
        double npmi, double npmiSmoothed, long filter1Count, long filter2Count, long jointCount, long totalCount) {

    private static final double JEFFREYS = 0.5;

    static Correlation of(long first, long second, long joint, long total) {
        boolean defined = first > 0 && second > 0 && total - first - second + joint >= 0;
        double plain = !defined ? Double.NaN : joint == 0 ? -1 : npmi(first, second, joint, total, 0);
        return new Correlation(
                plain, defined ? npmi(first, second, joint, total, JEFFREYS) : Double.NaN, first, second, joint, total);
    }

    private static double npmi(long first, long second, long joint, long total, double added) {
        if (joint == total) {
            return 1;
        }
        double n = total + 4 * added;
        double both = joint + added;
        double pmi = Math.log(both * n / ((first + 2 * added) * (second + 2 * added)));
        return Math.clamp(pmi / -Math.log(both / n), -1, 1);
    }
}
