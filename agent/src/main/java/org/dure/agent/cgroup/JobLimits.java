package org.dure.agent.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// No group of our own: the job in which the agent runs is limited by the engine that started it. What belongs to the
/// attempt is what descends from the agent; the sandbox's own process namespace lets nothing escape from that.
record JobLimits() implements Cgroup {

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);
    private static final long PAGE_BYTES = 4_096;

    /// Linux's `USER_HZ` (proc(5)).
    private static final double TICKS = 100;

    @Override
    public List<Path> folders() {
        return List.of();
    }

    @Override
    public Set<Long> processes() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    @Override
    public long memoryBytes() {
        return processes().stream()
                .map(pid -> fields(pid, "statm"))
                .filter(fields -> fields.length > 1)
                .mapToLong(fields -> Long.parseLong(fields[1]) * PAGE_BYTES)
                .sum();
    }

    /// Of what is there now; what has ended is counted with the parent that has waited for it.
    @Override
    public double cpuSeconds() {
        double ticks = 0;
        for (long pid : processes()) {
            String[] fields = fields(pid, "stat");
            // utime, stime, cutime and cstime are the fields 14 to 17 of proc(5); here the third comes first.
            for (int field = 11; field < 15 && field < fields.length; field++) {
                ticks += Long.parseLong(fields[field]);
            }
        }
        return ticks / TICKS;
    }

    /// The engine tells it of its job.
    @Override
    public long memoryKills() {
        return 0;
    }

    @Override
    public long processRefusals() {
        return 0;
    }

    @Override
    public void kill() throws IOException {
        Instant deadline = Instant.now().plus(KILL_PATIENCE);
        while (ProcessHandle.current().descendants().anyMatch(ProcessHandle::isAlive)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("processes outlived SIGKILL for " + KILL_PATIENCE.toSeconds() + " seconds");
            }
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            try {
                Thread.sleep(10);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while processes were killed", stop);
            }
        }
    }

    /// The fields of a file of `/proc`, from the one behind the name in brackets on where it has such a name; none
    /// where the process is gone.
    private static String[] fields(long pid, String file) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/" + file)).strip();
            return text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
        } catch (IOException gone) {
            return new String[0];
        }
    }
}
