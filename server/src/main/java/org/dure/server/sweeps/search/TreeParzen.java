package org.dure.server.sweeps.search;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter
/// optimization", 2011) with the choices that Optuna's `TPESampler` makes by default: the first 10 points are random;
/// then
/// the best tenth of what is known (at most 25) is told apart from the rest, a density is laid over each, and of 24
/// candidates drawn from the first density the one is taken that is most likely under the first as against the second.
/// Each parameter is chosen by itself, among the trials in which it was active.
///
/// Unlike Optuna's default, trials that still run count among the rest (its `constant_liar`), so that parallel trials
/// do
/// not crowd at one place.
public record TreeParzen() implements Algorithm {

    static final int RANDOM_TRIALS = 10;
    static final int CANDIDATES = 24;
    private static final double BEST_SHARE = 0.1;
    private static final int BEST_MOST = 25;

    @Override
    public Optional<Map<String, Object>> next(Space space, long seed, int number, List<Observation> history) {
        long ended = history.stream().filter(TreeParzen::hasLoss).count();
        if (ended < RANDOM_TRIALS) {
            return new RandomSearch().next(space, seed, number, history);
        }
        SplittableRandom random = RandomSearch.generator(seed, number);
        Set<Integer> best = best(history, Math.min(BEST_MOST, (int) Math.ceil(BEST_SHARE * ended)));
        return Optional.of(space.fill((parameter, place) -> {
            List<Object> below = values(history, parameter, at -> best.contains(at));
            List<Object> above = values(
                    history,
                    parameter,
                    at -> !best.contains(at) && history.get(at).outcome() != Observation.Outcome.FAILED);
            return choose(parameter, below, above, random);
        }));
    }

    private static boolean hasLoss(Observation observation) {
        return switch (observation.outcome()) {
            case COMPLETE, PRUNED -> true;
            case RUNNING, FAILED -> false;
        };
    }

    /// The places of the `count` best: completed ones by their loss, then pruned ones, those that came further first.
    private static Set<Integer> best(List<Observation> history, int count) {
        Comparator<Observation> order = Comparator.comparing(Observation::outcome)
                .thenComparing(Comparator.comparingLong(Observation::step).reversed())
                .thenComparingDouble(Observation::loss);
        return new HashSet<>(IntStream.range(0, history.size())
                .boxed()
                .filter(at -> hasLoss(history.get(at)))
                .sorted(Comparator.comparing(history::get, order))
                .limit(count)
                .toList());
    }

    private static List<Object> values(
            List<Observation> history, Parameter parameter, java.util.function.IntPredicate wanted) {
        return IntStream.range(0, history.size())
                .filter(wanted)
                .mapToObj(history::get)
                .filter(observation -> observation.point().containsKey(parameter.name()))
                .map(observation ->
                        java.util.Objects.requireNonNull(observation.point().get(parameter.name())))
                .toList();
    }

    private static Object choose(Parameter parameter, List<Object> below, List<Object> above, SplittableRandom random) {
        Density good = Density.over(parameter.domain(), below);
        Density rest = Density.over(parameter.domain(), above);
        Object chosen = good.draw(random);
        double most = good.logDensity(chosen) - rest.logDensity(chosen);
        for (int candidate = 1; candidate < CANDIDATES; candidate++) {
            Object drawn = good.draw(random);
            double gain = good.logDensity(drawn) - rest.logDensity(drawn);
            if (gain > most) {
                most = gain;
                chosen = drawn;
            }
        }
        return chosen;
    }
}
