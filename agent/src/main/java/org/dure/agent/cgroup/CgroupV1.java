package org.dure.agent.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dure.agent.reason.RefusedException;
import org.dure.base.agent.WorkOrder;

/// Control groups of version 1: one folder in each controller's hierarchy.
///
/// @param cpuAccounting where the CPU time is counted; often, but not always, the `cpu` hierarchy itself
record CgroupV1(Path memory, Path pids, Path cpu, Path cpuAccounting) implements Cgroup {

    private static final Set<String> NEEDED = Set.of("memory", "pids", "cpu", "cpuacct");

    static CgroupV1 create(CgroupMounts mounts, String name, WorkOrder.Needs needs, int processes)
            throws IOException, RefusedException {
        Set<String> missing = new TreeSet<>(NEEDED);
        missing.removeAll(mounts.controllers().keySet());
        if (!missing.isEmpty()) {
            throw new RefusedException("this node cannot limit a session: its control groups lack the controllers "
                    + String.join(", ", missing));
        }
        CgroupV1 group = new CgroupV1(
                folder(mounts, "memory", name),
                folder(mounts, "pids", name),
                folder(mounts, "cpu", name),
                folder(mounts, "cpuacct", name));
        try {
            for (Path folder : group.folders()) {
                Files.createDirectory(folder);
            }
            group.limit(needs, processes);
        } catch (IOException failed) {
            CgroupFiles.remove(group.folders());
            throw failed;
        }
        return group;
    }

    private void limit(WorkOrder.Needs needs, int processes) throws IOException {
        String bytes = Long.toString(needs.memoryBytes());
        CgroupFiles.write(memory.resolve("memory.limit_in_bytes"), bytes);
        Path withSwap = memory.resolve("memory.memsw.limit_in_bytes");
        if (Files.exists(withSwap)) {
            CgroupFiles.write(withSwap, bytes);
        }
        CgroupFiles.write(pids.resolve("pids.max"), Integer.toString(processes));
        CgroupFiles.write(cpu.resolve("cpu.cfs_period_us"), Long.toString(CPU_PERIOD_MICROS));
        long quota = Math.max(1_000, Math.round(needs.cpus() * CPU_PERIOD_MICROS));
        CgroupFiles.write(cpu.resolve("cpu.cfs_quota_us"), Long.toString(quota));
    }

    @Override
    public List<Path> folders() {
        return List.of(memory, pids, cpu, cpuAccounting).stream().distinct().toList();
    }

    @Override
    public long memoryBytes() throws IOException {
        long used = CgroupFiles.number(memory.resolve("memory.usage_in_bytes"));
        return Math.max(0, used - CgroupFiles.number(memory.resolve("memory.stat"), "total_inactive_file"));
    }

    @Override
    public double cpuSeconds() throws IOException {
        return CgroupFiles.number(cpuAccounting.resolve("cpuacct.usage")) / 1e9;
    }

    @Override
    public long memoryKills() throws IOException {
        return CgroupFiles.number(memory.resolve("memory.oom_control"), "oom_kill");
    }

    @Override
    public long processRefusals() throws IOException {
        return CgroupFiles.number(pids.resolve("pids.events"), "max");
    }

    private static Path folder(CgroupMounts mounts, String controller, String name) throws RefusedException {
        CgroupMounts.Hierarchy hierarchy = mounts.controllers().get(controller);
        if (hierarchy == null) {
            throw new RefusedException("this node's control groups lack the controller " + controller);
        }
        return hierarchy.own().resolve(name);
    }
}
