package org.dure.server.compute.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dure.base.FailureWords;
import org.dure.base.Reason;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.pool.PoolReason;
import org.jspecify.annotations.Nullable;

/// Runs Slurm's commands, here or over SSH, as this user or as another.
///
/// @param patience with one command
record SlurmCommands(SlurmSettings settings, Duration patience) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ANSWER_BYTES_MAX = 16 << 20;

    /// With which env(1) and a shell end where there is no such command.
    private static final int ABSENT = 127;

    /// What Slurm says then.
    private static final Pattern AWAY = Pattern.compile(
            "Unable to contact slurm controller|Socket timed out|Zero Bytes were transmitted|Connection (refused|reset|timed out)"
                    + "|Transport endpoint|standby mode|temporarily unable|Unable to establish|Munge|authentication"
                    + "|Unexpected (missing|message)|Communication connection failure|fetch_config"
                    // The node has not come back to a controller that was restarted; the job may be in its queue.
                    + "|Required node not available",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    SlurmCommands(SlurmSettings settings) {
        this(settings, PATIENCE);
    }

    /// @param user  whom the command is to run as; null for this one
    /// @param input for its standard input
    /// @return what the command has written
    /// @throws EngineAwayException where the controller cannot be asked now
    /// @throws EngineRefusesException in Slurm's words, where it refuses
    String run(@Nullable String user, String input, List<String> words) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(commandLine(user, words)).start();
        } catch (IOException absent) {
            throw refusal(PoolReason.COMMAND_NOT_RUN, words, FailureWords.of(absent));
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
            if (!process.waitFor(patience)) {
                // What it has started would keep the other end open.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                String said =
                        error.completeOnTimeout("", 1, TimeUnit.SECONDS).join().strip();
                throw new EngineAwayException(words.getFirst() + " has not answered within " + patience.toSeconds()
                        + " seconds" + (said.isEmpty() ? "" : ": " + said));
            }
            if (process.exitValue() == 0) {
                return out.join();
            }
            String said = error.join().strip();
            boolean bySsh = settings.ssh() != null && process.exitValue() == 255;
            if (bySsh || saysAway(said)) {
                throw new EngineAwayException(said);
            }
            PoolReason how = process.exitValue() == ABSENT ? PoolReason.COMMAND_NOT_RUN : PoolReason.COMMAND_FAILED;
            throw refusal(how, words, said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineAwayException("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static EngineRefusesException refusal(PoolReason how, List<String> words, String why) {
        return new EngineRefusesException(Reason.of(how, Map.of("command", words.getFirst(), "why", why)));
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
