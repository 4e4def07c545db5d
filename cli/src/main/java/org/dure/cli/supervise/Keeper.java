package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps one process alive: what dies is started again, after a pause that doubles with each early death.
///
/// Until [#keep] a death is final: a program that cannot start at all is not tried for ever.
final class Keeper implements AutoCloseable {

    /// Before the first restart, and again after a life longer than [#LONG_LIFE].
    static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /// Users wait meanwhile: it is to spare the machine a crash loop, not to give up.
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /// Longer than a start takes: who has lived that long did not die of starting.
    private static final Duration LONG_LIFE = Duration.ofSeconds(15);

    private final String name;
    private final List<String> command;
    private final Path log;
    private final Consumer<String> say;
    private final ScheduledExecutorService restarts =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final CompletableFuture<Integer> earlyDeath = new CompletableFuture<>();
    private @Nullable Process process;
    private boolean keeping;
    private boolean stopping;
    private Duration pause = FIRST_PAUSE;
    private long startedNanos;

    /// @param log takes what the process prints, both streams, appended
    /// @param say takes one line about each death and restart
    Keeper(String name, List<String> command, Path log, Consumer<String> say) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.say = say;
    }

    /// Starts the process. It gets a session of its own: a Ctrl-C at the terminal reaches the supervisor alone, which
    /// then ends its processes in order.
    synchronized void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                java.util.stream.Stream.concat(java.util.stream.Stream.of("setsid"), command.stream())
                        .toList());
        builder.redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Many arenas of the C heap cost memory and bring nothing to programs that live in the Java heap.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process started = builder.start();
        process = started;
        startedNanos = System.nanoTime();
        started.onExit().thenAccept(this::ended);
    }

    /// From here on the process is started again whenever it dies.
    synchronized void keep() {
        keeping = true;
        Process current = process;
        if (current != null && !current.isAlive()) {
            restartLater(current.exitValue());
        }
    }

    /// Completes with the exit code if the process ends before [#keep].
    CompletableFuture<Integer> earlyDeath() {
        return earlyDeath;
    }

    /// Null before the first start.
    synchronized @Nullable ProcessHandle handle() {
        return process == null ? null : process.toHandle();
    }

    /// Ends the process for good: asks first, insists after `grace`.
    void stop(Duration grace) {
        ProcessHandle current;
        synchronized (this) {
            stopping = true;
            current = process == null ? null : process.toHandle();
        }
        restarts.shutdownNow();
        if (current != null && current.isAlive()) {
            FolderProcesses.end(current, grace);
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }

    private synchronized void ended(Process dead) {
        if (stopping || dead != process) {
            return;
        }
        if (!keeping) {
            earlyDeath.complete(dead.exitValue());
            return;
        }
        restartLater(dead.exitValue());
    }

    private synchronized void restartLater(int exitCode) {
        if (System.nanoTime() - startedNanos > LONG_LIFE.toNanos()) {
            pause = FIRST_PAUSE;
        }
        say.accept(name + " ended with code " + exitCode + "; starting it again in " + pause.toMillis() + " ms");
        restarts.schedule(this::restart, pause.toMillis(), TimeUnit.MILLISECONDS);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private synchronized void restart() {
        if (stopping) {
            return;
        }
        try {
            start();
        } catch (IOException e) {
            say.accept(name + " could not be started: " + e.getMessage() + "; trying again in " + pause.toMillis()
                    + " ms");
            restarts.schedule(this::restart, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
