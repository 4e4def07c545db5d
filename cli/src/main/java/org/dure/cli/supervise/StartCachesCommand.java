package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import picocli.CommandLine.Command;

/// Part of the build: works out `server`'s beans, then starts each program once on a folder that is thrown away, and
/// lets its JVM write what it loaded and linked into a cache (JDK 25's `-XX:AOTCacheOutput`), from which `up` starts
/// several times faster. The last is `dure up` itself, which starts the others from theirs.
@Command(name = "start-caches", hidden = true, description = "Make the caches that quicken the start.")
public final class StartCachesCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(3);

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
            make(
                    programs,
                    Programs.Cached.SERVER,
                    programs.serverMakingCache(place),
                    place.localUrl() + "/health",
                    data);
            make(
                    programs,
                    Programs.Cached.SERVE,
                    programs.serveMakingCache(place),
                    place.localServeUrl() + "/v2/health/live",
                    data);
            make(
                    programs,
                    Programs.Cached.CLI,
                    programs.cliMakingCache(place),
                    place.localServeUrl() + "/v2/health/ready",
                    data);
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

    private void make(Programs programs, Programs.Cached program, List<String> command, String url, Path data)
            throws IOException, InterruptedException {
        Path cache = programs.cache(program);
        Files.deleteIfExists(cache);
        Path log = data.resolve("log").resolve(program + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile())
                .start();
        Instant deadline = Instant.now().plus(LIMIT);
        while (process.isAlive() && Instant.now().isBefore(deadline) && !Supervisor.answers(url)) {
            Thread.sleep(50);
        }
        // The JVM writes the cache while it ends.
        FolderProcesses.end(process.toHandle(), LIMIT);
        if (!Files.exists(cache)) {
            console.err()
                    .println("No start cache for " + program.module + " (" + StartFailure.reason(log, 0)
                            + "); it will start more slowly.");
        }
    }
}
