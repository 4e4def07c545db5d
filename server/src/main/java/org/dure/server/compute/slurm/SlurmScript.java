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
                "--nodes=" + needs.nodes(),
                "--ntasks=" + needs.nodes(),
                "--ntasks-per-node=1",
                "--cpus-per-task=" + cores(needs),
                "--mem=" + ((needs.memoryBytes() + (1 << 20) - 1 >> 20) + AGENT_MIB) + "M",
                "--time=" + (task.wallSeconds() + SPARE_SECONDS + 59) / 60,
                "--nodelist=" + nodesOf(task)));
        if (needs.gpus() > 0) {
            words.add("--gres=gpu:" + needs.gpus());
        }
        settings.flags().forEach((flag, value) -> words.add(value.isEmpty() ? "--" + flag : "--" + flag + "=" + value));
        return words;
    }

    static String text(NodeKit.Kit kit, AgentCommand command, Session.Needs needs) throws IOException {
        return """
                #!/bin/sh
                # One attempt of a session of Dure. It is never run a second time: the next attempt is another job.
                if [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then
                  echo "Slurm has started this job anew; Dure starts the next attempt itself."
                  exit 75
                fi
                umask 077
                export LC_ALL=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
                %s""".formatted(needs.isGang() ? ranks(kit, command, needs) : agent(kit, command, "", ""));
    }

    /// The same agent once on each node. One that leaves without a word of its end takes the others with it.
    private static String ranks(NodeKit.Kit kit, AgentCommand command, Session.Needs needs) throws IOException {
        String seat = " --gang "
                + SlurmCommands.quoted(command.folder().resolve("gang").toString())
                + " --rank \"$SLURM_PROCID\" --address \"$SLURM_LAUNCH_NODE_IPADDR\"";
        List<String> words = new ArrayList<>(List.of(
                "exec srun",
                "--export=ALL",
                "--input=none",
                "--kill-on-bad-exit=1",
                "--wait=0",
                "--nodes=" + needs.nodes(),
                "--ntasks=" + needs.nodes(),
                "--ntasks-per-node=1",
                "--cpus-per-task=" + cores(needs)));
        if (needs.gpus() > 0) {
            words.add("--gres=gpu:" + needs.gpus());
        }
        words.addAll(List.of(
                "/bin/sh",
                "-c",
                SlurmCommands.quoted(
                        agent(kit, command, seat, "/\"$SLURM_PROCID\"").strip())));
        return String.join(" ", words) + "\n";
    }

    /// @param seat further words of the agent; empty for one that is alone
    /// @param rank behind the attempt's id, of that whose leftovers are swept
    private static String agent(NodeKit.Kit kit, AgentCommand command, String seat, String rank) throws IOException {
        String java = SlurmCommands.quoted(kit.java().resolve("bin/java").toString());
        String agent = command.words().stream().map(SlurmCommands::quoted).collect(Collectors.joining(" "));
        return """
                %s%s &
                agent=$!
                trap 'kill -TERM "$agent" 2>/dev/null' TERM
                wait "$agent"
                code=$?
                while kill -0 "$agent" 2>/dev/null; do wait "$agent"; code=$?; done
                %s -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp %s org.dure.agent.cgroup.Sweep %s%s
                exit "$code"
                """.formatted(agent, seat, java, SlurmCommands.quoted(kit.classPath()), command.attemptId(), rank);
    }

    private static int cores(Session.Needs needs) {
        return (int) Math.max(1, Math.ceil(needs.cpus()));
    }

    private static String nodesOf(Task task) {
        return task.slots().stream().map(Slot::node).distinct().sorted().collect(Collectors.joining(","));
    }
}
