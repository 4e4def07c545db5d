package org.dure.serve.deploy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A control group of the kernel that holds one runner to half of this machine's memory, native memory included;
/// version 2 or, where that is not mounted, version 1. Where this user may make none, the runner goes without, which
/// is logged once.
final class MemoryLimit implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(MemoryLimit.class.getName());

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String PREFIX = "dure-runner-";

    private static boolean told;

    private final @Nullable Path group;

    private MemoryLimit(@Nullable Path group) {
        this.group = group;
    }

    static MemoryLimit create(UUID project) {
        boolean second = Files.exists(ROOT.resolve("cgroup.controllers"));
        Path parent = second ? ROOT : ROOT.resolve("memory");
        String file = second ? "memory.max" : "memory.limit_in_bytes";
        Path group = parent.resolve(PREFIX + ProcessHandle.current().pid() + "-" + project);
        try {
            removeLeftOvers(parent);
            Files.createDirectories(group);
            Files.writeString(group.resolve(file), Long.toString(machineBytes() / 2));
            return new MemoryLimit(group);
        } catch (IOException | UnsupportedOperationException notAllowed) {
            tellOnce(notAllowed);
            return new MemoryLimit(null);
        }
    }

    /// The command that enters the group and then becomes `command`.
    List<String> around(List<String> command) {
        if (group == null) {
            return command;
        }
        // The shell joins before it becomes the sandbox, so that nothing of the sandbox runs outside the group.
        List<String> enter = List.of(
                "sh",
                "-c",
                "echo $$ > \"$0\" && exec \"$@\"",
                group.resolve("cgroup.procs").toString());
        return Stream.concat(enter.stream(), command.stream()).toList();
    }

    private static long machineBytes() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    /// Groups of gateways that were killed; the kernel refuses to remove those with processes in them.
    private static void removeLeftOvers(Path parent) throws IOException {
        try (Stream<Path> groups = Files.list(parent)) {
            for (Path old : groups.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .toList()) {
                remove(old);
            }
        }
    }

    private static void remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException inUse) {
            LOG.log(System.Logger.Level.DEBUG, "{0} stays: {1}", group, inUse.getMessage());
        }
    }

    private static synchronized void tellOnce(Exception reason) {
        if (!told) {
            told = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Runners have no memory limit: {0}",
                    String.valueOf(reason.getMessage()));
        }
    }

    @Override
    public void close() {
        if (group != null) {
            remove(group);
        }
    }
}
