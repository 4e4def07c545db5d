package org.dure.agent.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Calls a program of the node that knows images.
///
/// @param path  where it lies
/// @param walls what stands before it on the command line; empty for none
record ToolProgram(Path path, List<String> walls) {

    private static final int OUTPUT_BYTES_MAX = 8 << 20;
    private static final int WORDS_CHARS_MAX = 500;

    /// Takes a stream to its end.
    interface Reader {
        void read(InputStream in) throws IOException;
    }

    /// What it said, where it could not do what it was told.
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String words) {
            super(words);
        }
    }

    ToolProgram(Path path) {
        this(path, List.of());
    }

    /// As people call it.
    String name() {
        return String.valueOf(path.getFileName());
    }

    /// @return what it printed
    /// @throws Refused with its last words
    String call(Duration patience, String... arguments) throws IOException, InterruptedException {
        StringBuilder printed = new StringBuilder();
        stream(
                patience,
                in -> printed.append(new String(in.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8)),
                arguments);
        return printed.toString();
    }

    /// The same with what it prints going to `reader`.
    void stream(Duration patience, Reader reader, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(walls);
        command.add(path.toString());
        command.addAll(List.of(arguments));
        Process process = builder(command).start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> words = CompletableFuture.supplyAsync(() -> words(process.getErrorStream()));
            Thread clock = Thread.ofVirtual().start(() -> endLate(process, patience));
            try {
                reader.read(process.getInputStream());
            } finally {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    clock.interrupt();
                }
            }
            int code = process.waitFor();
            clock.interrupt();
            if (code != 0) {
                throw new Refused(words.join());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static void endLate(Process process, Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Where it keeps its things depends on who calls it.
    private static ProcessBuilder builder(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        String home = System.getProperty("user.home");
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("HOME", home == null || home.equals("?") ? "/" : home);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Path run = Path.of("/run/user/" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (Files.isDirectory(run)) {
            builder.environment().put("XDG_RUNTIME_DIR", run.toString());
        }
        return builder;
    }

    private static String words(InputStream errors) {
        try {
            String said = new String(errors.readAllBytes(), StandardCharsets.UTF_8).strip();
            return said.length() <= WORDS_CHARS_MAX ? said : said.substring(said.length() - WORDS_CHARS_MAX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
