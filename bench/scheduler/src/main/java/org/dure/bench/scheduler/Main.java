package org.dure.bench.scheduler;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `Main <commit> <folder for results> [folder of curves]`; ends with 1 where a gate fails.
final class Main {

    private final Report report = new Report();
    private final Gates gates = new Gates();

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Path curves = arguments.length > 2 ? Path.of(arguments[2]) : null;
        boolean passed = new Main().run(arguments[0], Path.of(arguments[1]), curves);
        System.exit(passed ? 0 : 1);
    }

    private boolean run(String commit, Path results, @Nullable Path curves) throws IOException {
        long begun = System.nanoTime();
        report.line("# The scheduler beside others");
        report.line("");
        report.line("Commit %s, %s. Regret is 0 at the best of all curves and 1 at the worst; lower is better. Tuned on", commit,
                LocalDate.now());
        report.line("every second task, judged on the others; 5 seeds a task, budget 1000 epochs. Shared: 4 GPUs, 8 people with");
        report.line("40 experiments each, time for a quarter of the work, a resume costs 0.2 epochs; regret since each one's arrival.");
        judge("generator", Generator.tasks());
        gates.misleading();
        if (curves != null) {
            judge("curves", Curves.read(curves));
        }
        report.gates(gates.all());
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
        report.line("");
        report.line("%.0f s of wall clock, %.0f s of CPU, %d cores, load average %.1f.", seconds, cpu,
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        report.figure("commit", Report.quoted(commit));
        report.figure("cpu_seconds", String.valueOf(Math.round(cpu)));
        report.figure("wall_seconds", String.valueOf(Math.round(seconds)));
        Files.writeString(results.resolve("results.md"), report.markdown());
        Files.writeString(results.resolve("results.json"), report.json());
        return gates.all().stream().allMatch(Gates.Gate::passed);
    }

    private void judge(String set, List<Task> tasks) {
        report.line("");
        report.line("## %s", set);
        Map<String, List<Track1.Result>> single = Track1.run(tasks);
        report.single(set, single);
        gates.single(set, single);
        List<Task> judged = tasks.stream().filter(Task::gate).toList();
        Map<String, List<Shared.Outcome>> shared = Track2.run(judged);
        report.shared(set, shared);
        gates.shared(set, shared);
        gates.adversaries(set, judged);
        List<Task> lcbench =
                judged.stream().filter(task -> task.group().equals("lcbench")).toList();
        gates.calibration(lcbench.isEmpty() ? set : "lcbench", Calibration.of(lcbench.isEmpty() ? judged : lcbench));
    }
}
