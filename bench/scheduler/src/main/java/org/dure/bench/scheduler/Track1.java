package org.dure.bench.scheduler;

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

    /// @param over  mean regret over all epochs
    /// @param at    regret after 50, 100, 200, 500 and 1000 epochs
    record Result(Task task, double over, double[] at) {}

    static final int[] MOMENTS = {50, 100, 200, 500, 1000};
    private static final int BUDGET = 1000;
    private static final int SEEDS = 5;

    private Track1() {}

    static Map<String, Supplier<Search>> searches() {
        Map<String, Supplier<Search>> searches = new LinkedHashMap<>();
        searches.put("random / FIFO", InOrder::new);
        searches.put("round-robin (40)", () -> new RoundRobin(40));
        searches.put("median rule", MedianRule::new);
        searches.put("1-epoch (200)", () -> new OneEpoch(200));
        searches.put("Hyperband", Hyperband::new);
        searches.put("ASHA", Asha::new);
        searches.put("Dure", () -> new ModelSearch(ModelSearch.Settings.standard()));
        return searches;
    }

    static Map<String, List<Result>> run(List<Task> tasks) {
        Map<String, List<Result>> results = new LinkedHashMap<>();
        searches().forEach((name, search) -> results.put(
                name, tasks.stream().parallel().map(task -> run(task, search)).toList()));
        return results;
    }

    static Result run(Task task, Supplier<Search> search) {
        List<double[]> traces = IntStream.range(0, SEEDS)
                .mapToObj(seed -> Single.run(task, search.get(), BUDGET, 100L + seed))
                .toList();
        double over = traces.stream().mapToDouble(Statistics::mean).average().orElseThrow();
        double[] at = new double[MOMENTS.length];
        for (int i = 0; i < at.length; i++) {
            int moment = MOMENTS[i] - 1;
            at[i] = traces.stream().mapToDouble(trace -> trace[moment]).average().orElseThrow();
        }
        return new Result(task, over, at);
    }

    static double[] over(List<Result> results) {
        return results.stream().mapToDouble(Result::over).toArray();
    }
}
