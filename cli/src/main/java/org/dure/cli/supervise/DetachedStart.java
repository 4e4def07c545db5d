package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;

/// Starts the supervisor in a session of its own and waits until it says that all is ready.
record DetachedStart(Console console, Place place) {

    private static final String ERROR = "dure: ";

    /// @param arguments of the supervisor's `dure` command
    /// @throws CommandFailure with the supervisor's own line, where it gave up
    void run(List<String> arguments) throws IOException, InterruptedException {
        if (FolderLock.isHeld(place.data())) {
            String url = UpState.read(place.data()).map(UpState::url).orElse("an address not known yet");
            throw new CommandFailure(
                    "Dure is already up on " + place.data() + ", at " + url + ". `dure down` ends it.");
        }
        Path log = Files.createDirectories(place.data().resolve("log")).resolve("up.log");
        long mark = StartFailure.mark(log);
        Process supervisor = new ProcessBuilder(command(arguments))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        while (!isReady(supervisor)) {
            if (!supervisor.isAlive()) {
                throw new CommandFailure(lastError(log, mark));
            }
            Thread.sleep(50);
        }
    }

    private boolean isReady(Process supervisor) throws IOException {
        Optional<UpState> state = UpState.read(place.data());
        return state.isPresent()
                && state.get().pid() == supervisor.pid()
                && state.get().ready();
    }

    private static String lastError(Path log, long mark) throws IOException {
        return StartFailure.linesSince(log, mark).stream()
                .filter(line -> line.startsWith(ERROR))
                .reduce((first, second) -> second)
                .map(line -> line.substring(ERROR.length()))
                .orElse("The supervisor ended without a word; see " + log);
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(new Programs(console.home()).cli());
        command.addAll(arguments);
        return command;
    }
}
