package org.dure.agent.cgroup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Reads and writes the kernel's control files.
public final class CgroupFiles {

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(15);

    private CgroupFiles() {}

    static void write(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }

    static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /// The number after `key` in a file of `key number` lines; 0 where the file or the key is absent.
    static long number(Path file, String key) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(key + " ")) {
                return Long.parseLong(line.substring(key.length() + 1).strip());
            }
        }
        return 0;
    }

    /// The processes in a group, by their ids on this node.
    public static Set<Long> processes(Path folder) throws IOException {
        Set<Long> found = new TreeSet<>();
        try {
            for (String line : Files.readAllLines(folder.resolve("cgroup.procs"))) {
                found.add(Long.parseLong(line.strip()));
            }
        } catch (NoSuchFileException gone) {
            // a removed group has no processes
        }
        return found;
    }

    static void kill(List<Path> folders) throws IOException {
        Instant deadline = Instant.now().plus(KILL_PATIENCE);
        for (Path folder : folders) {
            Path killFile = folder.resolve("cgroup.kill");
            if (Files.exists(killFile)) {
                write(killFile, "1");
            }
            for (Set<Long> left = processes(folder); !left.isEmpty(); left = processes(folder)) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IOException("processes " + left + " outlived SIGKILL for " + KILL_PATIENCE.toSeconds()
                            + " seconds in " + folder);
                }
                left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
                pause();
            }
        }
    }

    static void remove(List<Path> folders) throws IOException {
        Instant deadline = Instant.now().plus(KILL_PATIENCE);
        for (Path folder : folders) {
            while (true) {
                try {
                    Files.deleteIfExists(folder);
                    break;
                } catch (FileSystemException busy) {
                    // The kernel keeps a group busy for a moment after its last process.
                    if (Instant.now().isAfter(deadline)) {
                        throw busy;
                    }
                    pause();
                }
            }
        }
    }

    /// What the kernel said, with the file it said it about.
    static String reason(IOException failed) {
        return failed.getMessage() == null ? failed.toString() : failed.getMessage();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(10);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a group was emptied");
        }
    }
}
