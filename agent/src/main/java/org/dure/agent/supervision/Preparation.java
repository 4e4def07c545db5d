package org.dure.agent.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.folder.DiskWatch;
import org.dure.agent.log.LogChunker;
import org.dure.agent.log.ProgramOutput;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.Sandbox;
import org.dure.agent.sandbox.SandboxPlan;
import org.dure.agent.sandbox.SandboxUser;
import org.dure.agent.secret.SecretMask;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// Runs what makes a session ready (the installation of its packages, a step of its image) in a sandbox of its own,
/// until it ends, has taken too much, or the attempt is ended. Nothing of it is left then.
///
/// @param group  the session's own: what it takes counts against the session's limits
/// @param ending of the attempt
/// @param log    takes what it prints
public record Preparation(Cgroup group, SandboxUser user, Ending ending, LogChunker log) {

    private static final long POLL_MILLIS = 50;
    private static final long DISK_POLL_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int LINES_TOLD = 3;

    /// How one has ended.
    ///
    /// @param late         it was not done at its deadline
    /// @param excess       what it kept too much of on disk; null where nothing
    /// @param memoryKilled whether the kernel has killed a process of it for want of memory
    /// @param code         its exit code
    /// @param startMessage as of [Sandbox#startMessage]
    /// @param lines        the last that it printed, oldest first
    public record End(
            boolean late,
            @Nullable Reason excess,
            boolean memoryKilled,
            int code,
            String startMessage,
            List<String> lines) {

        /// The very last lines, as many as fit into a reason.
        public List<String> lastLines() {
            return lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size());
        }
    }

    /// What cut it short.
    private record Excess(boolean late, @Nullable Reason disk) {}

    /// @param plan     its largest file is also the most that it may keep on disk
    /// @param files    the agent's own folder for what the start needs; made new
    /// @param deadline by [System#nanoTime]
    /// @return null where the attempt was ended meanwhile
    public @Nullable End run(SandboxPlan plan, Path files, DiskWatch disk, long deadline)
            throws IOException, InterruptedException, RefusedException {
        long killsBefore = group.memoryKills();
        ProgramOutput output = new ProgramOutput(log, null, new SecretMask(List.of()));
        Sandbox sandbox = Sandbox.start(plan, group, user, files);
        Thread reader = output.follow(sandbox.process());
        Excess excess = awaitEnd(sandbox, disk, plan.fileBytes(), deadline);
        do {
            sandbox.process().toHandle().destroyForcibly();
            group.kill();
        } while (!sandbox.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS));
        group.kill();
        reader.join(TimeUnit.SECONDS.toMillis(10));
        if (ending.verdict() != null) {
            return null;
        }
        return new End(
                excess.late(),
                excess.disk(),
                group.memoryKills() > killsBefore,
                sandbox.process().exitValue(),
                sandbox.startMessage(),
                output.lastLines());
    }

    private Excess awaitEnd(Sandbox sandbox, DiskWatch disk, long bytesMax, long deadline) throws InterruptedException {
        long nextLook = System.nanoTime() + DISK_POLL_NANOS;
        while (!sandbox.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) && ending.verdict() == null) {
            if (System.nanoTime() > deadline) {
                return new Excess(true, null);
            }
            if (System.nanoTime() > nextLook) {
                long began = System.nanoTime();
                Reason tooMuch = look(disk, bytesMax);
                if (tooMuch != null) {
                    return new Excess(false, tooMuch);
                }
                // There may be many files: looking at them is to take no more than a fifth of the time.
                nextLook = System.nanoTime() + Math.max(DISK_POLL_NANOS, 4 * (System.nanoTime() - began));
            }
        }
        return new Excess(false, null);
    }

    private static @Nullable Reason look(DiskWatch disk, long bytesMax) {
        try {
            return disk.excess(bytesMax);
        } catch (IOException changed) {
            // The folders are rearranged while we look; the next look counts.
            return null;
        }
    }
}
