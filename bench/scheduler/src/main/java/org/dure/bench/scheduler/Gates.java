package org.dure.bench.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.dure.server.compute.scheduler.search.Asha;
import org.dure.server.compute.scheduler.search.ModelSearch;

/// What must hold, judged on the tasks that nothing was tuned on.
final class Gates {

    record Gate(String name, boolean passed, String figures) {}

    /// Of those who cheat and of dear starts: with 20, a harm of 4 % once looked like 11.
    private static final int ADVERSARY_SEEDS = 60;

    private final List<Gate> gates = new ArrayList<>();

    List<Gate> all() {
        return gates;
    }

    private void add(String name, boolean passed, String figures, Object... values) {
        gates.add(new Gate(name, passed, String.format(java.util.Locale.ROOT, figures, values)));
    }

    void single(String set, Map<String, List<Track1.Result>> results) {
        double[] dure = Track1.over(results.get("Dure"));
        double[] asha = Track1.over(results.get("ASHA"));
        double own = Statistics.mean(dure);
        double ratio = own / Statistics.mean(asha);
        Statistics.Paired paired = Statistics.paired(dure, asha);
        add(set + ": regret over time ≤ 0.95 × ASHA", ratio <= .95, "%.3f × (%s)%s", ratio, paired, byGroup(results));
        add(set + ": ≥ 60 % of tasks won against ASHA", paired.wins() >= .6, "%.0f %% of %d tasks",
                100 * paired.wins(), dure.length);
        String best = "";
        double least = Double.POSITIVE_INFINITY;
        for (String name : results.keySet()) {
            double each = Statistics.mean(Track1.over(results.get(name)));
            if (!name.equals("Dure") && each < least) {
                least = each;
                best = name;
            }
        }
        add(set + ": below every baseline", own < least, "%.4f, the next is %s with %.4f (%s)", own, best, least,
                Statistics.paired(dure, Track1.over(results.get(best))));
    }

    private static String byGroup(Map<String, List<Track1.Result>> results) {
        StringBuilder ratios = new StringBuilder();
        List<String> groups = results.get("Dure").stream()
                .map(result -> result.task().group())
                .distinct()
                .toList();
        for (String group : groups.size() > 1 ? groups : List.<String>of()) {
            double ratio = Statistics.mean(Track1.over(of(group, results.get("Dure"))))
                    / Statistics.mean(Track1.over(of(group, results.get("ASHA"))));
            ratios.append(String.format(java.util.Locale.ROOT, "; %s %.3f ×", group, ratio));
        }
        return ratios.toString();
    }

    private static List<Track1.Result> of(String group, List<Track1.Result> results) {
        return results.stream().filter(result -> result.task().group().equals(group)).toList();
    }

    void shared(String set, Map<String, List<Shared.Outcome>> outcomes) {
        List<Shared.Outcome> dure = outcomes.get("Dure");
        List<Shared.Outcome> asha = outcomes.get("fair-ASHA");
        double mean = ratio(dure, asha, Shared.Outcome::mean);
        add(set + ": shared, regret over time ≤ 0.95 × fair-ASHA", mean <= .95, "%.3f × (%s)", mean,
                paired(dure, asha, Shared.Outcome::mean));
        double target = ratio(dure, asha, Shared.Outcome::toTarget);
        add(set + ": shared, time to 5 % regret ≤ 0.92 × fair-ASHA", target <= .92, "%.3f × (%s)", target,
                paired(dure, asha, Shared.Outcome::toTarget));
        double jain = Statistics.mean(values(dure, Shared.Outcome::jain));
        add(set + ": shared, Jain's fairness ≥ 0.97", jain >= .97, "%.3f", jain);
        double longest = most(dure, Shared.Outcome::longest);
        add(set + ": shared, waits of the least served within (U−1)(L+q)/G+q", longest <= 1, "%.2f of the bound",
                longest);
        double passed = most(dure, Shared.Outcome::passed);
        add(set + ": shared, every experiment runs within its ageing bound", passed <= 1, "%.2f of the bound", passed);
    }

    void calibration(String set, Calibration calibration) {
        add(set + ": curve bank, each fifth of the predictions holds 20 ± 15 %", calibration.worst() <= .15,
                "farthest %.0f points; squared error %.4f, of the last value %.4f", 100 * calibration.worst(),
                calibration.error(), calibration.last());
    }

    /// Those who cheat, and starts that are dear.
    ///
    /// @param honest what the same policy does where nobody cheats, by at least as many seeds
    void adversaries(String set, List<Task> tasks, List<Shared.Outcome> honest) {
        Shared.World world = Shared.World.standard();
        double others = Statistics.mean(values(honest.subList(0, ADVERSARY_SEEDS), Shared.Outcome::others));
        for (Shared.Cheat cheat : List.of(Shared.Cheat.CLONES, Shared.Cheat.INFLATION)) {
            List<Shared.Outcome> cheated = Track2.run("Dure", tasks, world.with(cheat), ADVERSARY_SEEDS);
            double harm = Statistics.mean(values(cheated, Shared.Outcome::others)) / others;
            double jain = Statistics.mean(values(cheated, Shared.Outcome::jain));
            String what = cheat == Shared.Cheat.CLONES ? "1000 clones" : "inflated scores";
            add(set + ": " + what + " of one harm the others by less than a tenth", harm <= 1.1 && jain >= .95,
                    "%.3f × their regret, Jain %.3f", harm, jain);
        }
        Shared.World slow = world.withResume(1);
        List<Shared.Outcome> dure = Track2.run("Dure", tasks, slow, ADVERSARY_SEEDS);
        List<Shared.Outcome> asha = Track2.run("fair-ASHA", tasks, slow, ADVERSARY_SEEDS);
        double resume = ratio(dure, asha, Shared.Outcome::mean);
        add(set + ": a resume costs a slice: not above fair-ASHA", resume <= 1, "%.3f × (%s)", resume,
                paired(dure, asha, Shared.Outcome::mean));
    }

    void misleading() {
        List<Task> task = List.of(Generator.task(Generator.Kind.MISLEADING, 1));
        double dure = Track1.run(task, () -> new ModelSearch(ModelSearch.Settings.standard())).getFirst().over();
        double asha = Track1.run(task, Asha::new).getFirst().over();
        add("misleading first epochs: regret ≤ 1.5 × ASHA", dure <= 1.5 * asha, "%.4f and %.4f", dure, asha);
    }

    static Statistics.Paired paired(
            List<Shared.Outcome> one, List<Shared.Outcome> other, ToDoubleFunction<Shared.Outcome> figure) {
        return Statistics.paired(values(one, figure), values(other, figure));
    }

    static double ratio(
            List<Shared.Outcome> one, List<Shared.Outcome> other, ToDoubleFunction<Shared.Outcome> figure) {
        return Statistics.mean(values(one, figure)) / Statistics.mean(values(other, figure));
    }

    private static double most(List<Shared.Outcome> outcomes, ToDoubleFunction<Shared.Outcome> figure) {
        return outcomes.stream().mapToDouble(figure).max().orElseThrow();
    }

    static double[] values(List<Shared.Outcome> outcomes, ToDoubleFunction<Shared.Outcome> figure) {
        return outcomes.stream().mapToDouble(figure).toArray();
    }
}
