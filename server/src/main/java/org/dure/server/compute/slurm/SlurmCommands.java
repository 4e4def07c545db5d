package org.dure.server.compute.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dure.server.compute.engine.EngineAwayException;
import org.jspecify.annotations.Nullable;

/// Runs Slurm's commands, here or over SSH, as this user or as another.
record SlurmCommands(SlurmSettings settings) {

    private static final long SECONDS_MAX = 60;
    private static final int ANSWER_BYTES_MAX = 16 << 20;

    /// What Slurm says then.
    private static final Pattern AWAY = Pattern.compile(
            "Unable to contact slurm controller|Socket timed out|Zero Bytes were transmitted|Connection (refused|reset|timed out)"
                    + "|Transport endpoint|standby mode|temporarily unable|Unable to establish|Munge|authentication"
                    + "|Unexpected (missing|message)|Communication connection failure|fetch_config"
                    // The node has not come back to a controller that was restarted; the job may be in its queue.
                    + "|Required node not available",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    /// @param user  whom the command is to run as; null for this one
    /// @param input for its standard input
    /// @return what the command has written
    /// @throws EngineAwayException where the controller cannot be asked now
    /// @throws IOException         in Slurm's words, where it refuses
    String run(@Nullable String user, String input, List<String> words) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(commandLine(user, words)).start();
        } catch (IOException absent) {
            throw new IOException(words.getFirst() + " cannot be run: " + absent.getMessage(), absent);
        }
        CompletableFuture<String> out =
                CompletableFuture.supplyAsync(() -> read(process.getInputStream()), Thread::startVirtualThread);
        CompletableFuture<String> error =
                CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), Thread::startVirtualThread);
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException leftEarly) {
                // Its exit code tells why.
            }
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new EngineAwayException(
                        words.getFirst() + " has not answered within " + SECONDS_MAX + " seconds");
            }
            if (process.exitValue() == 0) {
                return out.join();
            }
            String said = error.join().strip();
            boolean bySsh = settings.ssh() != null && process.exitValue() == 255;
            if (bySsh || saysAway(said)) {
                throw new EngineAwayException(said);
            }
            throw new IOException(words.getFirst() + ": " + said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineAwayException("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    /// Whether the controller, or the way to it, is at fault, and not what was asked.
    static boolean saysAway(String said) {
        return AWAY.matcher(said).find();
    }

    private List<String> commandLine(@Nullable String user, List<String> words) {
        List<String> command = new ArrayList<>();
        if (user != null && !user.equals(System.getProperty("user.name"))) {
            command.addAll(
                    settings.ssh() == null
                            ? List.of("runuser", "-u", user, "--")
                            : List.of("sudo", "-n", "-u", user, "--"));
        }
        command.addAll(List.of("env", "LC_ALL=C", "SLURM_TIME_FORMAT=%s"));
        if (settings.slurmConf() != null) {
            command.add("SLURM_CONF=" + settings.slurmConf());
        }
        command.addAll(words);
        String ssh = settings.ssh();
        if (ssh == null) {
            return command;
        }
        String quoted = command.stream().map(SlurmCommands::quoted).collect(Collectors.joining(" "));
        return List.of("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--", ssh, quoted);
    }

    /// For a POSIX shell.
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String read(InputStream in) {
        try (in) {
            return new String(in.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException ended) {
            return "";
        }
    }
}
