package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The processes that work on one data folder, found by their command lines: so also those whose supervisor was killed
/// before it could write anything down.
final class FolderProcesses {

    /// @param name `server`, `serve` or `postgres`
    record Found(String name, ProcessHandle handle) {}

    private FolderProcesses() {}

    /// `server` and `serve` on `data`.
    static List<Found> programs(Path data) throws IOException {
        List<Found> found = new ArrayList<>();
        for (ProcessHandle handle : ProcessHandle.allProcesses().toList()) {
            List<String> command = commandLine(handle.pid());
            if (command.contains(Programs.SERVER_MAIN) && command.contains("--dure.data=" + data)) {
                found.add(new Found("server", handle));
            } else if (command.contains(Programs.SERVE_MAIN)
                    && command.contains(data.resolve("serve").toString())) {
                found.add(new Found("serve", handle));
            }
        }
        return found;
    }

    /// The embedded PostgreSQL of `data`: its postmaster's number stands in line 1 of its pid file.
    static Optional<Found> postgres(Path data) {
        try (Stream<String> lines = Files.lines(data.resolve("postgres/cluster/postmaster.pid"))) {
            return lines.findFirst()
                    .map(String::strip)
                    .map(Long::parseLong)
                    .filter(pid -> !commandLine(pid).isEmpty()
                            && commandLine(pid).getFirst().endsWith("/postgres"))
                    .flatMap(ProcessHandle::of)
                    .map(handle -> new Found("postgres", handle));
        } catch (IOException | NumberFormatException absent) {
            return Optional.empty();
        }
    }

    /// Asks the process to end and, where it has not done so within `grace`, ends it.
    static void end(ProcessHandle process, Duration grace) {
        process.destroy();
        if (!awaitExit(process, grace)) {
            process.destroyForcibly();
            awaitExit(process, Duration.ofSeconds(5));
        }
    }

    /// Lets PostgreSQL finish its transactions (its "fast" shutdown on SIGINT).
    static void endPostgres(ProcessHandle postmaster, Duration grace) throws IOException {
        new ProcessBuilder("kill", "-INT", String.valueOf(postmaster.pid())).start();
        awaitExit(postmaster, grace);
    }

    static boolean awaitExit(ProcessHandle process, Duration most) {
        try {
            process.onExit().get(most.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException late) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /// Resident memory of the process and all below it, in bytes. Pages shared between them count once for each.
    static long residentBytes(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(each -> residentBytesOf(each.pid()))
                .sum();
    }

    static long residentBytesOf(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }

    private static List<String> commandLine(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline"));
            return Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
