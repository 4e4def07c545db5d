package org.dure.server.models.champion;

import org.hipparchus.distribution.discrete.BinomialDistribution;

/// The exact paired test of two classifiers on the same items (Q. McNemar, "Note on the sampling error of the
/// difference between correlated proportions or percentages", Psychometrika 12, 1947; its exact form is the sign test
/// on the discordant pairs).
final class McNemar {

    private McNemar() {}

    /// The probability that chance alone would let the challenger win at least this many of the items on which exactly
    /// one of the two is right, were both equally good: P(X ≥ `onlyChallengerRight`) for X binomial with one half.
    /// One-sided: small only where the challenger is the better one. 1 where the two never differ.
    static double oneSided(int onlyChampionRight, int onlyChallengerRight) {
        BinomialDistribution wins = new BinomialDistribution(onlyChampionRight + onlyChallengerRight, 0.5);
        // One half is symmetric: P(X ≥ k) = P(X ≤ n − k). The sum keeps the digits that 1 − P(X ≤ k − 1) loses.
        double sum = 0;
        for (int losses = 0; losses <= onlyChampionRight; losses++) {
            sum += wins.probability(losses);
        }
        return Math.min(1, sum);
    }
}
