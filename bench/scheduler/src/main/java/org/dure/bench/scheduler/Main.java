package org.dure.bench.scheduler;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/// `Main <commit> <machine> <folder for results> [folder of curves]`; ends with 1 where a gate fails, with 2 where the curves
/// are of no use.
final class Main {

    private static final int ALONE_SEEDS = 60;

    private final Report report = new Report();
    private final Gates gates = new Gates();

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        int code;
        try {
            Curves curves = arguments.length > 3 ? Curves.read(Path.of(arguments[3])) : new Curves(List.of(), List.of());
            code = new Main().run(arguments[0], arguments[1], Path.of(arguments[2]), curves) ? 0 : 1;
        } catch (Curves.Unusable e) {
            System.err.println("bench/scheduler: " + e.getMessage());
            code = 2;
        }
        System.exit(code);
    }

    private boolean run(String commit, String machine, Path results, Curves curves) throws IOException {
        long begun = System.nanoTime();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        report.line("# The scheduler beside others");
        report.line("");
        report.line("Commit %s, %s, Java %s, %s, load average before: %.1f.", commit, LocalDate.now(),
                Runtime.version(), machine, load);
        report.line("");
        report.line("Regret is 0 at the best of all curves and 1 at the worst; lower is better. The figures of the scheduler were");
        report.line("chosen on every second task; here are the others. One problem: %d seeds a task, time for 20 whole trainings", Track1.SEEDS);
        report.line("(1000 epochs of 50). Shared: 4 slots, 8 people with 40 experiments each, time for a quarter of the");
        report.line("work, a resume costs 0.2 epochs; regret since each one's arrival.");
        judge("generator", Generator.tasks());
        gates.misleading();
        if (!curves.tasks().isEmpty()) {
            curves.notes().forEach(note -> report.line("\n%s", note));
            judge("curves", curves.tasks());
        }
        report.gates(gates.all());
        report.decisions(Decisions.all());
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
        report.line("");
        report.line("The whole took %.0f s, %.0f s of processors' time.", seconds, cpu);
        report.figure("commit", Report.quoted(commit));
        report.figure("java", Report.quoted(Runtime.version().toString()));
        report.figure("machine", Report.quoted(machine));
        report.figure("cpu_seconds", String.valueOf(Math.round(cpu)));
        report.figure("wall_seconds", String.valueOf(Math.round(seconds)));
        Files.writeString(results.resolve("results.md"), report.markdown());
        Files.writeString(results.resolve("results.json"), report.json());
        return gates.all().stream().allMatch(Gates.Gate::passed);
    }

    private void judge(String set, List<Task> tasks) {
        report.line("");
        report.line("## %s", set);
        List<Task> judged = tasks.stream().filter(Task::gate).toList();
        Map<String, List<Track1.Result>> single = Track1.run(judged);
        report.single(set, single);
        gates.single(set, single);
        Map<String, List<Shared.Outcome>> shared = Track2.run(judged);
        report.shared(set, shared);
        gates.shared(set, shared);
        report.alone(set, Track2.run("Dure", judged, Shared.World.alone(), ALONE_SEEDS),
                Track2.run("fair-ASHA", judged, Shared.World.alone(), ALONE_SEEDS));
        Shared.World coarse = Shared.World.coarse();
        report.coarse(set, Track2.run("Dure", judged, coarse, ALONE_SEEDS), Track2.run("fair-ASHA", judged, coarse, ALONE_SEEDS),
                Track2.run("FIFO", judged, coarse, ALONE_SEEDS));
        gates.adversaries(set, judged, shared.get("Dure"));
        List<Task> lcbench =
                judged.stream().filter(task -> task.group().equals("lcbench")).toList();
        if (lcbench.isEmpty()) {
            report.calibration(set, Calibration.of(judged));
        } else {
            gates.calibration("lcbench", Calibration.of(lcbench));
        }
    }
}
