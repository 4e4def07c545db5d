package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import picocli.CommandLine.Command;

/// Part of the build: works out `server`'s beans, then starts each program once on a folder that is thrown away, and
/// lets its JVM write what it loaded and linked into a cache (JDK 25's `-XX:AOTCacheOutput`), from which `up` starts
/// several times faster. The last is `dure up` itself, which starts the others from theirs; meanwhile a session runs,
/// from whose agent comes the agents' cache.
@Command(name = "start-caches", hidden = true, description = "Make the caches that quicken the start.")
public final class StartCachesCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /// What most sessions do: print, log a metric, leave an output, store a checkpoint.
    private static final String PROGRAM = """
            echo 'dure: {"step": 1, "loss": 1}'
            echo done > /output/done
            echo 1 > /checkpoint/step
            touch /checkpoint/.ready
            sleep 3
            """;

    private final Console console;

    public StartCachesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Programs programs = new Programs(console.home());
        Path data = Files.createTempDirectory("dure-start-cache").toRealPath();
        try {
            Place place = FreePlace.on(data);
            new Supervisor(place, programs, null).prepare();
            makeServerBeans(programs, Files.createDirectory(data.resolve("server-beans")));
            together(
                    () -> make(
                            programs,
                            Programs.Cached.SERVER,
                            programs.serverMakingCache(place),
                            place.localUrl() + "/health",
                            data),
                    () -> make(
                            programs,
                            Programs.Cached.SERVE,
                            programs.serveMakingCache(place),
                            place.localServeUrl() + "/v2/health/live",
                            data));
            make(
                    programs,
                    Programs.Cached.CLI,
                    programs.cliMakingCache(place),
                    place.localServeUrl() + "/v2/health/ready",
                    data,
                    () -> runSession(programs, place));
            return ExitCode.DONE;
        } finally {
            FolderProcesses.postgres(data)
                    .ifPresent(left -> FolderProcesses.end(left.handle(), Duration.ofSeconds(10)));
            FreePlace.delete(data);
        }
    }

    private void makeServerBeans(Programs programs, Path work) throws InterruptedException {
        try {
            new ServerBeans(programs, work).make();
        } catch (IOException impossible) {
            console.err()
                    .println("The beans of server could not be worked out (" + impossible.getMessage()
                            + "); it will start more slowly.");
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void together(Work... parts) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Work part : parts) {
                running.add(executor.submit(() -> {
                    part.run();
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        }
    }

    private void make(Programs programs, Programs.Cached program, List<String> command, String url, Path data)
            throws IOException, InterruptedException {
        make(programs, program, command, url, data, () -> {});
    }

    /// @param meanwhile what is done while the program runs
    private void make(
            Programs programs, Programs.Cached program, List<String> command, String url, Path data, Work meanwhile)
            throws IOException, InterruptedException {
        Path cache = programs.cache(program);
        Files.deleteIfExists(cache);
        Path log = data.resolve("log").resolve(program + ".log");
        ProcessBuilder builder = quiet(command, log);
        builder.environment()
                .put(
                        "DURE_COMPUTE_AGENTCACHE",
                        programs.cache(Programs.Cached.AGENT).toString());
        Process process = builder.start();
        Instant deadline = Instant.now().plus(LIMIT);
        while (process.isAlive() && Instant.now().isBefore(deadline) && !Supervisor.answers(url)) {
            Thread.sleep(50);
        }
        meanwhile.run();
        // The JVM writes the cache while it ends.
        FolderProcesses.end(process.toHandle(), LIMIT);
        tellIfMissing(programs, program, log);
    }

    private void runSession(Programs programs, Place place) throws IOException, InterruptedException {
        Path cache = programs.cache(Programs.Cached.AGENT);
        Files.deleteIfExists(cache);
        Path folder = Files.createDirectory(place.data().resolve("start-cache-session"));
        Files.writeString(folder.resolve("run.sh"), PROGRAM);
        List<String> command = programs.cli();
        command.addAll(List.of("run", folder.toString(), "--memory", "64m", "--follow", "--", "sh", "run.sh"));
        Path log = place.data().resolve("log/agent.log");
        ProcessBuilder builder = quiet(command, log);
        builder.environment().put("DURE_URL", place.localUrl());
        Path token = place.data().resolve("admin.token");
        if (Files.exists(token)) {
            builder.environment().put("DURE_TOKEN", Files.readString(token).strip());
        }
        Process process = builder.start();
        if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == ExitCode.DONE) {
            // The agent's JVM notes on the side what it has loaded, and makes the cache of it when it ends.
            Path noted = cache.resolveSibling(cache.getFileName() + ".config");
            Instant deadline = Instant.now().plus(LIMIT);
            while ((!Files.exists(cache) || Files.exists(noted))
                    && Instant.now().isBefore(deadline)) {
                Thread.sleep(50);
            }
        }
        process.destroyForcibly();
        tellIfMissing(programs, Programs.Cached.AGENT, log);
    }

    private static ProcessBuilder quiet(List<String> command, Path log) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile());
    }

    private void tellIfMissing(Programs programs, Programs.Cached program, Path log) throws IOException {
        if (!Files.exists(programs.cache(program))) {
            console.err()
                    .println("No start cache for " + program.module + " (" + StartFailure.reason(log, 0)
                            + "); it will start more slowly.");
        }
    }
}
