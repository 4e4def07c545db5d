package org.dure.server.sweeps.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.hipparchus.random.SobolSequenceGenerator;

/// Sobol's sequence, which covers the space evenly: of the first 2^k points, each half, quarter, … of each parameter
/// holds the same share. Directions by Joe and Kuo (2008). The first point, all zeros, is left out.
///
/// Seed 0 gives the sequence itself; any other one shifts it digit by digit (the bits of each coordinate by exclusive
/// or
/// with random ones), which keeps its evenness.
public record SobolSearch() implements Algorithm {

    private static final int BITS = 52;

    @Override
    public Optional<Map<String, Object>> next(Space space, long seed, int number, List<Observation> history) {
        double[] shares = point(space.size(), seed, number);
        return Optional.of(space.fill((parameter, place) -> parameter.domain().at(shares[place])));
    }

    /// @return in [0, 1)
    static double[] point(int dimensions, long seed, int number) {
        double[] point = new SobolSequenceGenerator(dimensions).skipTo(number + 1);
        if (seed != 0) {
            SplittableRandom random = RandomSearch.generator(seed, -1);
            for (int at = 0; at < dimensions; at++) {
                long bits = (long) (point[at] * (1L << BITS)) ^ (random.nextLong() >>> (Long.SIZE - BITS));
                point[at] = (double) bits / (1L << BITS);
            }
        }
        return point;
    }
}
