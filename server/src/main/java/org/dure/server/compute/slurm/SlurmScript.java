package org.dure.server.compute.slurm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.AgentCommand;
import org.dure.server.compute.engine.ClusterEngine;
import org.dure.server.compute.engine.NodeKit;
import org.dure.server.compute.engine.Task;
import org.dure.server.compute.slot.Slot;

/// The batch script of an attempt and the words of its submission. Neither holds a secret: Slurm shows both to anybody.
final class SlurmScript {

    /// For the agent beside its program.
    private static final long AGENT_MIB = 128;

    /// After the program's own time, for preparing and handing over.
    private static final long SPARE_SECONDS = 1_800;

    private SlurmScript() {}

    static List<String> submission(SlurmSettings settings, Task task, Path folder) {
        Session.Needs needs = task.needs();
        List<String> words = new ArrayList<>(List.of(
                "sbatch",
                "--parsable",
                "--job-name=" + ClusterEngine.nameOf(task.attemptId()),
                "--comment=Dure session " + task.sessionId(),
                "--chdir=" + folder,
                "--output=" + folder.resolve("slurm.log"),
                "--open-mode=append",
                "--export=NIL",
                // A job that Slurm starts anew would be a second run of one attempt: Dure starts the next attempt.
                "--no-requeue",
                "--nodes=1",
                "--ntasks=1",
                "--cpus-per-task=" + (int) Math.max(1, Math.ceil(needs.cpus())),
                "--mem=" + ((needs.memoryBytes() + (1 << 20) - 1 >> 20) + AGENT_MIB) + "M",
                "--time=" + (task.wallSeconds() + SPARE_SECONDS + 59) / 60,
                "--nodelist=" + nodeOf(task)));
        if (needs.gpus() > 0) {
            words.add("--gres=gpu:" + needs.gpus());
        }
        settings.flags().forEach((flag, value) -> words.add(value.isEmpty() ? "--" + flag : "--" + flag + "=" + value));
        return words;
    }

    static String text(NodeKit.Kit kit, AgentCommand command) throws IOException {
        String java = SlurmCommands.quoted(kit.java().resolve("bin/java").toString());
        String agent = command.words().stream().map(SlurmCommands::quoted).collect(Collectors.joining(" "));
        return """
                #!/bin/sh
                # One attempt of a session of Dure. It is never run a second time: the next attempt is another job.
                if [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then
                  echo "Slurm has started this job anew; Dure starts the next attempt itself."
                  exit 75
                fi
                umask 077
                export LC_ALL=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
                %s &
                agent=$!
                trap 'kill -TERM "$agent" 2>/dev/null' TERM
                wait "$agent"
                code=$?
                while kill -0 "$agent" 2>/dev/null; do wait "$agent"; code=$?; done
                %s -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp %s org.dure.agent.cgroup.Sweep %s
                exit "$code"
                """.formatted(agent, java, SlurmCommands.quoted(kit.classPath()), command.attemptId());
    }

    private static String nodeOf(Task task) {
        return task.slots().stream().map(Slot::node).findFirst().orElseThrow();
    }
}
