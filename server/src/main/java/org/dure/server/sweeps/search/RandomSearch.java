package org.dure.server.sweeps.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Points that are drawn independently of each other.
public record RandomSearch() implements Algorithm {

    @Override
    public Optional<Map<String, Object>> next(Space space, long seed, int number, List<Observation> history) {
        SplittableRandom random = generator(seed, number);
        return Optional.of(space.fill((parameter, place) -> parameter.domain().at(random.nextDouble())));
    }

    /// Numbers of trial `number` alone, so that no trial depends on how many were drawn for others.
    static SplittableRandom generator(long seed, int number) {
        return new SplittableRandom(mix(seed) + 0x9E3779B97F4A7C15L * (number + 1L));
    }

    /// SplitMix64's finaliser (Steele, Lea and Flood, 2014): near seeds give streams far apart.
    private static long mix(long seed) {
        long mixed = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
