package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dure down`.
@Command(
        name = "down",
        description = "End the platform that runs on a data folder, and wait until it has ended.",
        footer = {"", "Example:", "  dure down --data /srv/dure"})
public final class DownCommand implements Callable<Integer> {

    /// Longer than the supervisor takes to end both of its programs, insisting.
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Console console;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Of the platform to end (default: $DURE_DATA, else data/ beside the script).")
    @Nullable
    Path data;

    public DownCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path asked = console.dataFolder(data);
        if (!Files.isDirectory(asked)) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "There is no data folder " + asked + ".");
        }
        Path folder = asked.toRealPath();
        boolean some = endSupervisor(folder);
        // What is left where the supervisor was killed: its programs, and PostgreSQL where `server` was killed, too.
        for (FolderProcesses.Found left : FolderProcesses.programs(folder)) {
            FolderProcesses.end(left.handle(), Duration.ofSeconds(30));
            some = true;
        }
        Optional<FolderProcesses.Found> postgres = FolderProcesses.postgres(folder);
        if (postgres.isPresent()) {
            FolderProcesses.endPostgres(postgres.get().handle(), Duration.ofSeconds(30));
            some = true;
        }
        console.say(some ? "Dure on " + folder + " has ended." : "Dure does not run on " + folder + ".");
        return ExitCode.DONE;
    }

    private static boolean endSupervisor(Path folder) throws IOException, InterruptedException {
        if (!FolderLock.isHeld(folder)) {
            return false;
        }
        long pid = UpState.read(folder)
                .orElseThrow(() -> new CommandFailure("Dure is just starting on " + folder + "; try again."))
                .pid();
        Optional<ProcessHandle> supervisor = ProcessHandle.of(pid);
        supervisor.ifPresent(ProcessHandle::destroy);
        Instant deadline = Instant.now().plus(LIMIT);
        while (FolderLock.isHeld(folder)
                || supervisor.filter(ProcessHandle::isAlive).isPresent()) {
            if (Instant.now().isAfter(deadline)) {
                supervisor.ifPresent(ProcessHandle::destroyForcibly);
                return true;
            }
            Thread.sleep(50);
        }
        return true;
    }
}
