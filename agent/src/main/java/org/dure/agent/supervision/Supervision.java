package org.dure.agent.supervision;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.folder.DiskWatch;
import org.dure.agent.folder.ProgramFolders;
import org.dure.agent.handover.Checkpoints;
import org.dure.agent.log.LogChunker;
import org.dure.agent.sandbox.Sandbox;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;

/// Watches a started sandbox until it has ended: its time, its disk, and orders to stop.
public final class Supervision {

    /// From bubblewrap's start to the program's.
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private static final long POLL_MILLIS = 50;

    /// Before the longest time is over; a tenth of it where that is less.
    private static final long WARN_SECONDS_MOST = 600;

    private static final long DISK_POLL_MILLIS = 1_000;

    private final WorkOrder order;
    private final Sandbox sandbox;
    private final Cgroup group;
    private final ProgramFolders folders;
    private final Checkpoints checkpoints;
    private final Ending ending;
    private final LogChunker log;
    private final long warnSeconds;

    public Supervision(
            WorkOrder order,
            Sandbox sandbox,
            Cgroup group,
            ProgramFolders folders,
            Checkpoints checkpoints,
            Ending ending,
            LogChunker log) {
        this.order = order;
        this.sandbox = sandbox;
        this.group = group;
        this.folders = folders;
        this.checkpoints = checkpoints;
        this.ending = ending;
        this.log = log;
        this.warnSeconds = Math.min(WARN_SECONDS_MOST, order.limits().wallSeconds() / 10);
    }

    /// @return whether the program has started; false when the sandbox has ended or has been given up
    public boolean awaitStart() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!sandbox.startMessage().equals("started")) {
            if (!sandbox.process().isAlive()) {
                return sandbox.startMessage().equals("started");
            }
            if (System.nanoTime() > deadline || ending.verdict() != null) {
                ending.decide(new Ending.Verdict(
                        AttemptState.FAILED,
                        Reason.of(AttemptReason.SANDBOX_LATE, Map.of("seconds", START_PATIENCE.toSeconds())),
                        false));
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }

    /// Returns when the main process has left, or has been given its time to leave and did not.
    public void awaitEnd() throws IOException, InterruptedException {
        Thread.ofPlatform().daemon().name("disk watch").start(this::watchDisk);
        long deadline =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(order.limits().wallSeconds());
        boolean warned = false;
        while (!sandbox.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (!warned && warnSeconds > 0 && System.nanoTime() > deadline - TimeUnit.SECONDS.toNanos(warnSeconds)) {
                warned = true;
                warn();
            }
            if (System.nanoTime() > deadline) {
                ending.decide(new Ending.Verdict(
                        AttemptState.FAILED,
                        Reason.of(
                                AttemptReason.TIME_EXCEEDED,
                                Map.of("seconds", order.limits().wallSeconds())),
                        true));
            }
            Ending.Verdict verdict = ending.verdict();
            if (verdict != null) {
                stop(verdict);
                return;
            }
        }
    }

    /// The longest time is nearly over: whoever reads the log learns it, and the program is asked for a checkpoint.
    private void warn() throws IOException, InterruptedException {
        log.say("this session ends in " + warnSeconds + " seconds, after the "
                + order.limits().wallSeconds() + " that it may run; it is asked to save a checkpoint");
        askToSave();
    }

    /// Asks the program for a checkpoint in the ways that it may look for.
    public void askToSave() throws InterruptedException {
        checkpoints.ask();
        SaveSignal.send(group, checkpoints);
    }

    private void stop(Ending.Verdict verdict) throws IOException, InterruptedException {
        if (verdict.state() == AttemptState.PREEMPTED && hasLeftWhileSaving(verdict)) {
            return;
        }
        if (verdict.polite()) {
            Sandbox.mainProcess(group).ifPresent(ProcessHandle::destroy);
            sandbox.process().waitFor(order.limits().graceSeconds(), TimeUnit.SECONDS);
        }
    }

    /// Returns once the program's answer is stored, or its time is up.
    ///
    /// @return whether it has left by itself. One that has answered, or has failed over it, goes on in the next
    ///         attempt; one that came to its end without looking at the request has succeeded.
    private boolean hasLeftWhileSaving(Ending.Verdict verdict) throws IOException, InterruptedException {
        askToSave();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(verdict.saveSeconds());
        while (checkpoints.answer() == 0 && System.nanoTime() < deadline && !ending.isUrgent()) {
            if (sandbox.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (sandbox.process().exitValue() == 0 && checkpoints.isAsked()) {
                    ending.withdraw(verdict);
                }
                return true;
            }
        }
        return false;
    }

    private void watchDisk() {
        DiskWatch watch = new DiskWatch(folders.writable(), "/output, /checkpoint and /tmp together", group);
        long limit = order.limits().outputBytes();
        while (sandbox.process().isAlive()) {
            try {
                Reason excess = watch.excess(limit);
                if (excess != null) {
                    ending.decide(new Ending.Verdict(AttemptState.FAILED, excess, false));
                    return;
                }
            } catch (IOException changed) {
                // The program rearranges its folders while we look; the next look counts.
            }
            try {
                Thread.sleep(DISK_POLL_MILLIS);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }
}
