package org.dure.agent.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dure.agent.reason.RefusedException;
import org.dure.base.agent.WorkOrder;

/// The kernel's limits around one attempt: memory (swap included), processes and threads, CPU time.
///
/// Its folders are named `dure-<attempt id>`, so that one left over by a killed agent is found again ([Sweep]).
public sealed interface Cgroup permits CgroupV1, CgroupV2, JobLimits {

    /// Processes of the sandbox itself that the program's limit does not pay for: bubblewrap twice, the shell that
    /// becomes the program, socat and its at most sixteen connections.
    int OWN_PROCESSES = 20;

    /// CPU quotas are given per this period.
    long CPU_PERIOD_MICROS = 100_000;

    static String nameOf(UUID attempt) {
        return "dure-" + attempt;
    }

    /// Makes the attempt's group beneath (v1) or beside (v2) the agent's own, so that limits around the agent hold too.
    ///
    /// @throws RefusedException where this node offers no way to limit a session, with what the kernel said
    static Cgroup create(UUID attempt, WorkOrder.Needs needs, int processes) throws RefusedException {
        CgroupMounts mounts = CgroupMounts.read();
        try {
            Sweep.sweep(mounts, nameOf(attempt));
            return mounts.unifiedLimits()
                    ? CgroupV2.create(mounts, nameOf(attempt), needs, processes + OWN_PROCESSES)
                    : CgroupV1.create(mounts, nameOf(attempt), needs, processes + OWN_PROCESSES);
        } catch (IOException failed) {
            throw new RefusedException(
                    "this node cannot limit a session's memory, processes and CPU: " + CgroupFiles.reason(failed));
        }
    }

    /// The same in a job whose engine limits it: where this user may make no group, the job's limits hold.
    static Cgroup createInJob(UUID attempt, WorkOrder.Needs needs, int processes) {
        try {
            return create(attempt, needs, processes);
        } catch (RefusedException notAllowed) {
            return new JobLimits();
        }
    }

    /// The group's folders, one in each hierarchy it needs.
    List<Path> folders();

    /// The processes in it, by their ids on this node.
    default Set<Long> processes() throws IOException {
        return CgroupFiles.processes(folders().getFirst());
    }

    /// In use now, without the page cache that the kernel takes back by itself.
    long memoryBytes() throws IOException;

    double cpuSeconds() throws IOException;

    /// How often the kernel killed a process for want of memory.
    long memoryKills() throws IOException;

    /// How often the kernel refused a new process or thread.
    long processRefusals() throws IOException;

    /// Kills every process in it, again and again until none is left.
    default void kill() throws IOException {
        CgroupFiles.kill(folders());
    }

    /// Kills what is left and removes the folders.
    default void remove() throws IOException {
        kill();
        CgroupFiles.remove(folders());
    }
}
