package org.dure.bench.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/// Tables for people and figures for programs.
final class Report {

    private final List<String> lines = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();

    void line(String format, Object... values) {
        String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
        lines.add(line);
        System.out.println(line);
    }

    String markdown() {
        return String.join("\n", lines) + "\n";
    }

    String json() {
        return "{\n " + String.join(",\n ", figures) + "\n}\n";
    }

    void figure(String name, String value) {
        figures.add(quoted(name) + ": " + value);
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    void single(String set, Map<String, List<Track1.Result>> results) {
        List<Track1.Result> first = results.values().iterator().next();
        TreeSet<String> groups = new TreeSet<>();
        first.forEach(result -> groups.add(result.task().group()));
        for (String group : groups) {
            long count = first.stream().filter(result -> is(result, group)).count();
            line("");
            line("### One problem: %s, %d tasks", group, count);
            line("");
            line("| search | regret over time | after 5 % | 10 % | 20 % | 50 % | at the end | tasks won against ASHA |");
            line("|---|---|---|---|---|---|---|---|");
            results.forEach((name, all) -> row(set + "/" + group, name, all, results, group));
        }
    }

    private void row(String key, String name, List<Track1.Result> all, Map<String, List<Track1.Result>> results,
            String group) {
        List<Track1.Result> own = all.stream().filter(result -> is(result, group)).toList();
        List<Track1.Result> asha = results.get("ASHA").stream()
                .filter(result -> is(result, group))
                .toList();
        double[] at = new double[Track1.MOMENTS.length];
        for (int i = 0; i < at.length; i++) {
            int moment = i;
            at[i] = own.stream().mapToDouble(result -> result.at()[moment]).average().orElseThrow();
        }
        double over = Statistics.mean(Track1.over(own));
        line("| %s | **%.4f** | %.3f | %.3f | %.3f | %.3f | %.4f | %.0f %% |", name, over, at[0], at[1], at[2], at[3],
                at[4], 100 * Statistics.paired(Track1.over(own), Track1.over(asha)).wins());
        figure("single/" + key + "/" + name,
                String.format(Locale.ROOT, "{\"over_time\": %.5f, \"end\": %.5f}", over, at[at.length - 1]));
    }

    private static boolean is(Track1.Result result, String group) {
        return result.task().group().equals(group);
    }

    void shared(String set, Map<String, List<Shared.Outcome>> outcomes) {
        line("");
        line("### Shared slots: %s, %d seeds, %d of those that are compared", set, Track2.SEEDS, Track2.COMPARED_SEEDS);
        line("");
        line("| policy | regret over time | at the end | time to 5 % | Jain | longest gap | resumes |");
        line("|---|---|---|---|---|---|---|");
        outcomes.forEach((name, all) -> {
            StringJoiner row = new StringJoiner(" | ", "| ", " |").add(name);
            row.add(String.format(Locale.ROOT, "**%.4f**", mean(all, Shared.Outcome::mean)));
            row.add(String.format(Locale.ROOT, "%.4f", mean(all, Shared.Outcome::last)));
            row.add(String.format(Locale.ROOT, "%.3f", mean(all, Shared.Outcome::toTarget)));
            row.add(String.format(Locale.ROOT, "%.3f", mean(all, Shared.Outcome::jain)));
            row.add(String.format(Locale.ROOT, "%.3f", mean(all, Shared.Outcome::gap)));
            row.add(String.format(Locale.ROOT, "%.0f", mean(all, Shared.Outcome::switches)));
            line(row.toString());
            figure("shared/" + set + "/" + name,
                    String.format(Locale.ROOT, "{\"over_time\": %.5f, \"end\": %.5f, \"time_to_5_percent\": %.4f, \"jain\": %.4f}",
                            mean(all, Shared.Outcome::mean), mean(all, Shared.Outcome::last),
                            mean(all, Shared.Outcome::toTarget), mean(all, Shared.Outcome::jain)));
        });
    }

    /// One person with a slot of their own, whom no fair queue interrupts. Reported, no gate.
    void alone(String set, List<Shared.Outcome> dure, List<Shared.Outcome> asha) {
        line("");
        line("### One person, 40 experiments at once, one slot: %s, %d seeds", set, dure.size());
        line("");
        beside("alone/" + set, "ASHA", dure, asha);
    }

    /// The same where slices and starts are as coarse as in `bench/race`. Reported, no gate.
    void coarse(String set, List<Shared.Outcome> dure, List<Shared.Outcome> asha, List<Shared.Outcome> fifo) {
        line("");
        line("### One person, 40 experiments at once, two slots, a slice 8/27 of a training, a start half of one: %s, %d seeds", set,
                dure.size());
        line("");
        beside("coarse/" + set + "/fair-ASHA", "fair-ASHA", dure, asha);
        beside("coarse/" + set + "/FIFO", "FIFO", dure, fifo);
    }

    private void beside(String figure, String peer, List<Shared.Outcome> dure, List<Shared.Outcome> its) {
        double mean = Gates.ratio(dure, its, Shared.Outcome::mean);
        double target = Gates.ratio(dure, its, Shared.Outcome::toTarget);
        line("Dure beside %s: regret over time %.3f × (%s), time to 5 %% %.3f × (%s). No gate.", peer, mean,
                Gates.paired(dure, its, Shared.Outcome::mean), target, Gates.paired(dure, its, Shared.Outcome::toTarget));
        figure(figure, String.format(Locale.ROOT, "{\"over_time\": %.4f, \"time_to_5_percent\": %.4f}", mean, target));
    }

    /// Without a gate: half of the generated problems break their curves later than the bank sees them.
    void calibration(String set, Calibration calibration) {
        line("");
        line("### What the bank of shapes alone says of the end after a sixth: %s", set);
        line("");
        line("The fifth of the predictions that is farthest from 20 %% holds %.0f points more or less; squared error %.4f, of the",
                100 * calibration.worst(), calibration.error());
        line("last value %.4f. No gate: half of these problems break their curves later.", calibration.last());
        figure("calibration/" + set, String.format(Locale.ROOT, "{\"worst_fifth\": %.3f, \"error\": %.4f, \"last\": %.4f}",
                calibration.worst(), calibration.error(), calibration.last()));
    }

    private static double mean(List<Shared.Outcome> outcomes, ToDoubleFunction<Shared.Outcome> figure) {
        return Statistics.mean(Gates.values(outcomes, figure));
    }

    void gates(List<Gates.Gate> gates) {
        line("");
        line("## Gates");
        line("");
        line("| | gate | figures |");
        line("|---|---|---|");
        for (Gates.Gate gate : gates) {
            String passed = gate.passed() ? "PASS" : "FAIL";
            line("| %s | %s | %s |", passed, gate.name(), gate.figures());
            figure("gate/" + gate.name(), "{\"passed\": " + gate.passed() + ", \"figures\": " + quoted(gate.figures()) + "}");
        }
    }

    void decisions(List<Decisions.Times> all) {
        line("");
        line("## Time of a decision, 10,000 experiments waiting");
        line("");
        line("Milliseconds on one core. The first decision knows nothing; each later one has seen one loss more.");
        line("");
        line("| policy | people | first | median | 95 of 100 below |");
        line("|---|---|---|---|---|");
        for (Decisions.Times each : all) {
            line("| %s | %d | %.0f | %.1f | %.1f |", each.policy(), each.people(), each.first(), each.median(),
                    each.ninetyFive());
            figure("decision/" + each.policy() + "/" + each.people(),
                    String.format(Locale.ROOT, "{\"first_ms\": %.1f, \"median_ms\": %.2f, \"p95_ms\": %.2f}", each.first(),
                            each.median(), each.ninetyFive()));
        }
    }
}
