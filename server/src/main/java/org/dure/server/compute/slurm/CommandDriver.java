package org.dure.server.compute.slurm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.pool.PoolReason;
import org.dure.server.compute.slot.Node;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Slurm by its commands: `sbatch`, `squeue`, `scancel`, `sinfo`, and `sacct` where the cluster keeps accounts in
/// slurmdbd.
final class CommandDriver implements SlurmDriver {

    private static final Logger LOG = LoggerFactory.getLogger(CommandDriver.class);

    /// One of the commands, and what it writes.
    interface Command {
        /// @param user  whom it is to run as; null for who runs `server`
        /// @param input for its standard input
        String run(@Nullable String user, String input, List<String> words) throws IOException;
    }

    private final Command command;
    private final NodeChoice choice;
    private volatile @Nullable Boolean accounts;

    CommandDriver(Command command, NodeChoice choice) {
        this.command = command;
        this.choice = choice;
    }

    @Override
    public String submit(SlurmSubmission submission) throws IOException {
        String job = command.run(submission.user(), submission.script(), words(submission))
                .strip()
                .split(";", 2)[0];
        Integer factor = submission.siteFactor();
        if (factor != null) {
            raise(job, factor);
        }
        return job;
    }

    private static List<String> words(SlurmSubmission job) {
        int nodes = job.nodes().size();
        List<String> words = new ArrayList<>(List.of(
                "sbatch",
                "--parsable",
                "--job-name=" + job.name(),
                "--comment=" + job.comment(),
                "--chdir=" + job.folder(),
                "--output=" + job.log(),
                "--open-mode=append",
                "--export=NIL",
                "--no-requeue",
                "--nodes=" + nodes,
                "--ntasks=" + nodes,
                "--ntasks-per-node=1",
                "--cpus-per-task=" + job.cores(),
                "--mem=" + job.memoryMebibytes() + "M",
                "--time=" + job.minutes(),
                "--nodelist=" + String.join(",", job.nodes())));
        if (job.gpus() > 0) {
            words.add("--gres=gpu:" + job.gpus());
        }
        job.flags().forEach((flag, value) -> words.add(value.isEmpty() ? "--" + flag : "--" + flag + "=" + value));
        return words;
    }

    /// Its place among the jobs of others; Slurm's own factors go on, unlike with a priority that is set.
    private void raise(String job, int factor) {
        try {
            run("scontrol", "update", "jobid=" + job, "sitefactor=" + factor);
        } catch (IOException refused) {
            LOG.warn("Job {} keeps its usual place: {}", job, refused.getMessage());
        }
    }

    @Override
    public List<SlurmJob> jobs(Set<String> names) throws IOException {
        return CommandAnswers.jobs(
                run("squeue", "--noheader", "--states=all", "--name=" + String.join(",", names), CommandAnswers.JOBS));
    }

    @Override
    public void cancel(SlurmJob job) throws IOException {
        run("scancel", "--quiet", job.id());
    }

    @Override
    public List<Node> nodes() throws IOException {
        Map<String, HostList> reserved = choice.isReserved()
                ? CommandAnswers.reservations(run("scontrol", "--oneliner", "show", "reservation"))
                : Map.of();
        SlurmNodes.require(choice.reservations(), reserved.keySet(), PoolReason.CLUSTER_WITHOUT_RESERVATION);
        return CommandAnswers.nodes(run("sinfo", "--Node", "--noheader", CommandAnswers.NODES), choice, reserved);
    }

    @Override
    public Map<String, Presence> ends(Set<String> names) throws IOException {
        Boolean known = accounts;
        if (known == null) {
            known = CommandAnswers.hasAccounts(run("scontrol", "show", "config"));
            accounts = known;
        }
        return known
                ? CommandAnswers.ends(run(
                        "sacct",
                        "--allusers",
                        "--allocations",
                        "--noheader",
                        "--parsable2",
                        "--starttime=now-60days",
                        "--name=" + String.join(",", names),
                        CommandAnswers.ENDS))
                : Map.of();
    }

    private String run(String... words) throws IOException {
        return command.run(null, "", List.of(words));
    }
}
