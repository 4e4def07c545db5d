package org.dure.base.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what this node is doing: CPU and memory from `/proc` (proc(5)), GPUs through NVML where there is a driver.
public final class NodeMeter {

    /// Made by the driver's kernel module; without it nothing is gained from loading its library.
    private static final Path DRIVER = Path.of("/dev/nvidiactl");

    private final Path proc;
    private final @Nullable Nvml nvml;
    private long busyBefore;
    private long totalBefore;

    NodeMeter(Path proc, @Nullable Nvml nvml) {
        this.proc = proc;
        this.nvml = nvml;
    }

    public static NodeMeter ofThisNode() {
        return new NodeMeter(Path.of("/proc"), Files.exists(DRIVER) ? Nvml.open(Nvml.LIBRARY) : null);
    }

    /// @throws IOException where the kernel does not tell
    public synchronized NodeReading read() throws IOException {
        String[] cpu =
                Files.readAllLines(proc.resolve("stat")).getFirst().strip().split("\\s+");
        long total = 0;
        // Guests' time is counted in user's already.
        for (int i = 1; i < Math.min(cpu.length, 9); i++) {
            total += Long.parseLong(cpu[i]);
        }
        long idle = Long.parseLong(cpu[4]) + (cpu.length > 5 ? Long.parseLong(cpu[5]) : 0);
        long busy = total - idle;
        Double share = totalBefore == 0 || total <= totalBefore
                ? null
                : Math.clamp((busy - busyBefore) / (double) (total - totalBefore), 0, 1);
        busyBefore = busy;
        totalBefore = total;
        List<String> memory = Files.readAllLines(proc.resolve("meminfo"));
        long memoryTotal = kibibytes(memory, "MemTotal:") << 10;
        long available = kibibytes(memory, "MemAvailable:") << 10;
        return new NodeReading(
                Files.readString(proc.resolve("sys/kernel/hostname")).strip(),
                Runtime.getRuntime().availableProcessors(),
                share,
                memoryTotal - available,
                memoryTotal,
                nvml == null ? List.of() : nvml.read());
    }

    private static long kibibytes(List<String> lines, String name) throws IOException {
        for (String line : lines) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).strip().split(" ")[0]);
            }
        }
        throw new IOException("/proc/meminfo does not name " + name);
    }
}
