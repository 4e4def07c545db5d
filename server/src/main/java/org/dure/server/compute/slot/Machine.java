package org.dure.server.compute.slot;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dure.server.base.Settings;
import org.springframework.stereotype.Component;

/// What this machine has for sessions, found once at the start.
@Component
public class Machine {

    /// Left for `server`, `serve` and the database.
    private static final long PLATFORM_BYTES = 1L << 30;

    private static final Pattern GPU = Pattern.compile("nvidia(\\d+)");

    private final int cpuSlots;
    private final long memoryBytes;
    private final List<Integer> gpus;

    Machine(Settings settings) {
        this.cpuSlots = settings.cpuSlots() > 0
                ? settings.cpuSlots()
                : Runtime.getRuntime().availableProcessors();
        long total =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        this.memoryBytes = Math.max(total / 2, total - PLATFORM_BYTES);
        this.gpus = findGpus(Path.of("/dev"));
    }

    /// As a node, under the name that the kernel knows it by.
    public Node node() {
        return new Node(hostName(), cpuSlots, memoryBytes, gpus);
    }

    public int cpuSlots() {
        return cpuSlots;
    }

    /// Of all sessions together.
    public long memoryBytes() {
        return memoryBytes;
    }

    /// The device numbers.
    public List<Integer> gpus() {
        return gpus;
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The name of this machine cannot be read", unreadable);
        }
    }

    /// The driver makes one file `nvidia<number>` for each GPU; `nvidiactl` and others are none.
    static List<Integer> findGpus(Path devices) {
        try (Stream<Path> files = Files.list(devices)) {
            return files.map(file -> GPU.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(matcher -> Integer.valueOf(matcher.group(1)))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The devices of this machine cannot be listed", unreadable);
        }
    }
}
