package org.dure.bench.scheduler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.dure.server.compute.scheduler.ByOrder;
import org.dure.server.compute.scheduler.Dure;
import org.dure.server.compute.scheduler.FairShare;
import org.dure.server.compute.scheduler.Policy;
import org.dure.server.compute.scheduler.search.Asha;
import org.dure.server.compute.scheduler.search.Hyperband;
import org.dure.server.compute.scheduler.search.InOrder;
import org.dure.server.compute.scheduler.search.ModelSearch;

/// Several people at once, for all policies.
final class Track2 {

    static final int SEEDS = 30;

    /// Of the two that the gates compare. With 30 the standard error of their ratio is .03 to .045, as much as they
    /// differ; with 60 one rule showed .955 to 5 % that has .935 with 320.
    static final int COMPARED_SEEDS = 120;

    private static final Set<String> COMPARED = Set.of("fair-ASHA", "Dure");

    static final Dure.Settings STANDARD = Dure.Settings.standard(1);

    private Track2() {}

    static Map<String, Supplier<Policy>> policies() {
        Map<String, Supplier<Policy>> policies = new LinkedHashMap<>();
        policies.put("FIFO", () -> ByOrder.FIFO);
        policies.put("SJF", () -> ByOrder.SHORTEST_FIRST);
        policies.put("round-robin", () -> ByOrder.ROUND_ROBIN);
        policies.put("LAS", () -> ByOrder.LEAST_ATTAINED);
        policies.put("fair-random", () -> new FairShare(new InOrder()));
        policies.put("fair-Hyperband", () -> new FairShare(new Hyperband()));
        policies.put("fair-ASHA", () -> new FairShare(new Asha()));
        policies.put("fair NSML", () -> new FairShare(new Nsml()));
        policies.put("NSML index, global", () -> new Nsml().global());
        policies.put("Dure", () -> new Dure(STANDARD, model()));
        return policies;
    }

    private static ModelSearch model() {
        return new ModelSearch(ModelSearch.Settings.standard());
    }

    static Map<String, List<Shared.Outcome>> run(List<Task> tasks) {
        Map<String, List<Shared.Outcome>> outcomes = new LinkedHashMap<>();
        for (String name : policies().keySet()) {
            int seeds = COMPARED.contains(name) ? COMPARED_SEEDS : SEEDS;
            outcomes.put(name, run(name, tasks, Shared.World.standard(), seeds));
        }
        return outcomes;
    }

    static List<Shared.Outcome> run(String policy, List<Task> tasks, Shared.World world, int seeds) {
        Supplier<Policy> made = java.util.Objects.requireNonNull(policies().get(policy));
        double lag = policy.equals("Dure") ? STANDARD.lagSeconds() : 0;
        return IntStream.range(0, seeds)
                .parallel()
                .mapToObj(seed -> Shared.run(world, tasks, made.get(), lag, 1000L + seed))
                .toList();
    }
}
