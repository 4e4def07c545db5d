package org.dure.bench.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.dure.server.compute.scheduler.search.Asha;
import org.dure.server.compute.scheduler.search.Hyperband;
import org.dure.server.compute.scheduler.search.InOrder;
import org.dure.server.compute.scheduler.search.MedianRule;
import org.dure.server.compute.scheduler.search.ModelSearch;
import org.dure.server.compute.scheduler.search.OneEpoch;
import org.dure.server.compute.scheduler.search.RoundRobin;
import org.dure.server.compute.scheduler.search.Search;

/// One problem each, for all searches.
final class Track1 {

    /// @param over mean regret over the whole budget
    /// @param at   regret when the shares of the budget in `MOMENTS` are spent
    record Result(Task task, double over, double[] at) {}

    static final double[] MOMENTS = {.05, .1, .2, .5, 1};
    static final int SEEDS = 10;

    private Track1() {}

    static Map<String, Supplier<Search>> searches() {
        Map<String, Supplier<Search>> searches = new LinkedHashMap<>();
        searches.put("random / FIFO", InOrder::new);
        searches.put("round-robin (40)", () -> new RoundRobin(40));
        searches.put("median rule", MedianRule::new);
        searches.put("1-epoch (200)", () -> new OneEpoch(200));
        searches.put("Hyperband", Hyperband::new);
        searches.put("ASHA", Asha::new);
        searches.put("NSML rule", Nsml::new);
        searches.put("Dure", () -> new ModelSearch(ModelSearch.Settings.standard()));
        return searches;
    }

    static Map<String, List<Result>> run(List<Task> tasks) {
        Map<String, List<Result>> results = new LinkedHashMap<>();
        searches().forEach((name, search) -> results.put(name, run(tasks, search)));
        return results;
    }

    /// Seeds are fixed, so that it does not matter which core runs which.
    static List<Result> run(List<Task> tasks, Supplier<Search> search) {
        List<double[]> traces = IntStream.range(0, tasks.size() * SEEDS)
                .parallel()
                .mapToObj(i -> Single.run(tasks.get(i / SEEDS), search.get(), 100L + i % SEEDS))
                .toList();
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            results.add(result(tasks.get(i), traces.subList(i * SEEDS, (i + 1) * SEEDS)));
        }
        return results;
    }

    private static Result result(Task task, List<double[]> traces) {
        double over = traces.stream().mapToDouble(Statistics::mean).average().orElseThrow();
        double[] at = new double[MOMENTS.length];
        for (int i = 0; i < at.length; i++) {
            double share = MOMENTS[i];
            at[i] = traces.stream()
                    .mapToDouble(trace -> trace[(int) Math.round(share * trace.length) - 1])
                    .average()
                    .orElseThrow();
        }
        return new Result(task, over, at);
    }

    static double[] over(List<Result> results) {
        return results.stream().mapToDouble(Result::over).toArray();
    }
}
