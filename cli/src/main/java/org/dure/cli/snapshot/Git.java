package org.dure.cli.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Asks git about a folder, without letting the folder's own settings start anything.
record Git(Path folder) {

    private static final long SECONDS = 60;

    /// @param bytesMost of the answer; the rest is cut off
    /// @return what it prints; empty where there is no git, or it refuses
    Optional<byte[]> bytes(int bytesMost, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString(), "-c", "core.fsmonitor=false"));
        command.addAll(List.of("-c", "core.quotePath=false"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        Process git;
        try {
            git = builder.start();
        } catch (IOException absent) {
            return Optional.empty();
        }
        try {
            byte[] answer = git.getInputStream().readNBytes(bytesMost);
            git.getInputStream().close();
            boolean cut = answer.length == bytesMost;
            boolean left = git.waitFor(SECONDS, TimeUnit.SECONDS);
            return left && (git.exitValue() == 0 || cut) ? Optional.of(answer) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git was asked", e);
        } finally {
            git.destroyForcibly();
        }
    }

    Optional<String> line(String... arguments) throws IOException {
        return bytes(1 << 16, arguments)
                .map(answer -> new String(answer, StandardCharsets.UTF_8).strip())
                .filter(line -> !line.isEmpty());
    }
}
