package org.dure.agent.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.dure.agent.reason.RefusedException;
import org.dure.base.agent.WorkOrder;

/// A control group of version 2 (the kernel's `cgroup-v2` documentation).
record CgroupV2(Path folder) implements Cgroup {

    private static final List<String> NEEDED = List.of("memory", "pids", "cpu");

    /// A group that holds processes can have no limited children, so the session's group is made beside the agent's
    /// own, in the parent that has been delegated to us or that we may write as root.
    static CgroupV2 create(CgroupMounts mounts, String name, WorkOrder.Needs needs, int processes)
            throws IOException, RefusedException {
        CgroupMounts.Hierarchy unified = mounts.unified();
        if (unified == null) {
            throw new RefusedException("this node has no control groups of version 2");
        }
        Path own = unified.own();
        Path parent = own.equals(unified.mount()) ? own : java.util.Objects.requireNonNull(own.getParent());
        enable(parent);
        CgroupV2 group = new CgroupV2(parent.resolve(name));
        try {
            Files.createDirectory(group.folder());
            group.limit(needs, processes);
        } catch (IOException failed) {
            CgroupFiles.remove(group.folders());
            throw failed;
        }
        return group;
    }

    private static void enable(Path parent) throws IOException, RefusedException {
        Path control = parent.resolve("cgroup.subtree_control");
        for (String controller : NEEDED) {
            if (!words(control).contains(controller)) {
                try {
                    CgroupFiles.write(control, "+" + controller);
                } catch (IOException refused) {
                    throw new RefusedException("this node cannot limit a session: the controller " + controller
                            + " cannot be enabled in " + parent + " (" + CgroupFiles.reason(refused)
                            + "); run the platform as root, as a systemd service with Delegate=yes,"
                            + " or by systemd-run --user --scope");
                }
            }
        }
    }

    private void limit(WorkOrder.Needs needs, int processes) throws IOException {
        CgroupFiles.write(folder.resolve("memory.max"), Long.toString(needs.memoryBytes()));
        Path swap = folder.resolve("memory.swap.max");
        if (Files.exists(swap)) {
            CgroupFiles.write(swap, "0");
        }
        CgroupFiles.write(folder.resolve("pids.max"), Integer.toString(processes));
        long quota = Math.max(1_000, Math.round(needs.cpus() * CPU_PERIOD_MICROS));
        CgroupFiles.write(folder.resolve("cpu.max"), quota + " " + CPU_PERIOD_MICROS);
    }

    @Override
    public List<Path> folders() {
        return List.of(folder);
    }

    @Override
    public long memoryBytes() throws IOException {
        long used = CgroupFiles.number(folder.resolve("memory.current"));
        return Math.max(0, used - CgroupFiles.number(folder.resolve("memory.stat"), "inactive_file"));
    }

    @Override
    public double cpuSeconds() throws IOException {
        return CgroupFiles.number(folder.resolve("cpu.stat"), "usage_usec") / 1e6;
    }

    @Override
    public long memoryKills() throws IOException {
        return CgroupFiles.number(folder.resolve("memory.events"), "oom_kill");
    }

    @Override
    public long processRefusals() throws IOException {
        return CgroupFiles.number(folder.resolve("pids.events"), "max");
    }

    private static Set<String> words(Path file) throws IOException {
        return Set.copyOf(List.of(Files.readString(file).strip().split(" ")));
    }
}
