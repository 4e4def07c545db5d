package org.dure.server.compute.slurm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.AgentCommand;
import org.dure.server.compute.engine.NodeKit;

/// The batch script of an attempt. It holds no secret: Slurm shows it to anybody.
final class SlurmScript {

    private SlurmScript() {}

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
                + SlurmCommands.quoted(command.gang().toString())
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
                "--cpus-per-task=" + SlurmSubmission.cores(needs)));
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
}
