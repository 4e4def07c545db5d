package org.dure.server.compute.slurm;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.ClusterEngine;
import org.dure.server.compute.engine.Task;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;

/// A job as it is submitted. It is never requeued: a job that Slurm starts anew would be a second run of one attempt.
///
/// @param user            as whom it runs
/// @param folder          where it runs, and leaves `slurm.log`
/// @param cores           on each node
/// @param memoryMebibytes on each node
/// @param minutes         that it may take
/// @param nodes           on each of which it runs once
/// @param gpus            on each node
/// @param flags           further options, by the names that `sbatch` gives them
/// @param siteFactor      null to leave its place to Slurm alone
/// @param script          holds no secret: Slurm shows it to anybody
record SlurmSubmission(
        String name,
        String comment,
        String user,
        Path folder,
        int cores,
        long memoryMebibytes,
        long minutes,
        List<String> nodes,
        int gpus,
        Map<String, String> flags,
        @Nullable Integer siteFactor,
        String script) {

    /// For the agent beside its program.
    private static final long AGENT_MIB = 128;

    /// After the program's own time, for preparing and handing over.
    private static final long SPARE_SECONDS = 1_800;

    static SlurmSubmission of(SlurmSettings settings, Task task, String user, Path folder, String script) {
        Session.Needs needs = task.needs();
        return new SlurmSubmission(
                ClusterEngine.nameOf(task.attemptId()),
                "Dure session " + task.sessionId(),
                user,
                folder,
                cores(needs),
                (needs.memoryBytes() + (1 << 20) - 1 >> 20) + AGENT_MIB,
                (task.wallSeconds() + SPARE_SECONDS + 59) / 60,
                task.slots().stream().map(Slot::node).distinct().sorted().toList(),
                needs.gpus(),
                settings.flags(),
                settings.siteFactor(),
                script);
    }

    static int cores(Session.Needs needs) {
        return (int) Math.max(1, Math.ceil(needs.cpus()));
    }

    String log() {
        return folder.resolve("slurm.log").toString();
    }
}
