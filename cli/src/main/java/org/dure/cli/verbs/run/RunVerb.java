package org.dure.cli.verbs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.api.Finder;
import org.dure.cli.api.FolderCommand;
import org.dure.cli.api.SessionLog;
import org.dure.cli.api.Sessions;
import org.dure.cli.snapshot.Snapshot;
import org.dure.cli.verbs.Connection;
import org.dure.cli.verbs.Words;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure run`.
@Command(
        name = "run",
        description = "Run a program as a session: a recipe of the platform, or a folder of your own with a command.",
        customSynopsis = {
            "dure run [OPTIONS] --recipe NAME [-- ARGUMENTS…]",
            "dure run [OPTIONS] [FOLDER] -- COMMAND…",
            "dure run [OPTIONS] FOLDER",
            "dure run [OPTIONS] --interactive [--recipe NAME] [FOLDER]",
        },
        footer = {
            "",
            "FOLDER is the current one if not given. Its files are sent as they are, with the git commit and the changes",
            "since; what .gitignore and .dureignore name is left out. Without COMMAND, its run.sh, main.py or train.py runs.",
            "Data appear at /data/NAME, read-only. What the program writes to $DURE_OUTPUT is kept.",
            "With --interactive and no COMMAND, the home folder of the workplace begins with a copy of FOLDER.",
            "Examples:",
            "  dure run --gpus 1 -- python train.py --lr 0.1",
            "  dure run --containerfile Containerfile -- python train.py      docs/guide/isolation.md",
            "  dure run --pool cluster --nodes 2 --gpus 4 -- sh train.sh      torchrun within; docs/guide/slurm.md",
            "  dure run --recipe image-classifier --data digits@1 --problem digits -- --epochs 20",
            "  dure run --interactive --recipe jupyter --data digits@1 --memory 4g my-project",
            "  dure run my-program --data digits@2:train --cpus 2 --memory 4g --follow -- python3 train.py --epochs 5"
        })
public final class RunVerb implements Callable<Integer> {

    /// The platform's own workplace that is nothing but the place.
    private static final String TERMINAL = "terminal";

    private final Console console;

    @Mixin
    final Connection connection;

    @Mixin
    final WorkOptions work = new WorkOptions();

    @Option(names = "--problem", paramLabel = "PROBLEM", description = "What the run competes for; name or id.")
    @Nullable
    String problem;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the session (default: the recipe or folder).")
    @Nullable
    String name;

    @Option(
            names = "--interactive",
            description = "A place to work in: dure shell, or a web application inside (recipes jupyter and terminal,"
                    + " the latter where nothing is said).")
    boolean interactive;

    @Option(
            names = {"-f", "--follow"},
            description = "Show the log until it ends; leave with 0 only if it succeeded.")
    boolean follow;

    @Parameters(paramLabel = "FOLDER | ARGUMENTS", arity = "0..*", description = "See above.")
    List<String> rest = new ArrayList<>();

    public RunVerb(Console console) {
        this.console = console;
        this.connection = new Connection(console);
    }

    @Override
    public Integer call() throws IOException {
        if (interactive
                && work.recipe == null
                && work.image == null
                && work.containerfile == null
                && (rest.isEmpty() || files() != null)) {
            work.recipe = TERMINAL;
        }
        if (work.recipe == null && rest.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Say what to run: --recipe NAME, or [FOLDER] -- COMMAND (dure run --help shows how).");
        }
        Finder finder = connection.finder();
        List<Map<String, Object>> mounts = work.mounts(finder);
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("name", sessionName());
        if (interactive) {
            session.put("kind", "INTERACTIVE");
        }
        session.putAll(work.session(mounts, program(finder, mounts)));
        if (problem != null) {
            session.put(
                    "context",
                    Map.of("problem", finder.find("problem", problem).path("id").asString()));
        }
        JsonNode submitted = connection.api().post(finder.path("sessions"), session);
        String id = submitted.path("id").asString();
        if (!follow) {
            told(submitted);
            return ExitCode.DONE;
        }
        console.err().println("session " + id);
        new SessionLog(connection.api(), console, connection.json).print(id, true);
        JsonNode ended = new Sessions(connection.api()).awaitEnd(id);
        console.err()
                .println(id + " " + ended.path("state").asString() + ": "
                        + ended.path("reason").path("text").asString(""));
        Words.autopsy(ended).forEach(console.err()::println);
        return Sessions.succeeded(ended) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void told(JsonNode session) {
        if (connection.json) {
            console.json(session);
        } else {
            console.say(
                    session.path("id").asString() + "  " + session.path("name").asString() + "  "
                            + session.path("state").asString());
        }
    }

    private String sessionName() {
        if (name != null) {
            return name;
        }
        Path folder = work.recipe == null ? folderCommand().folder() : files();
        return String.valueOf(folder == null ? work.recipe : folder.normalize().getFileName());
    }

    /// What a workplace of the platform begins with: the folder that is all that is said. Null for nothing.
    private @Nullable Path files() {
        Path named = rest.size() == 1 ? Path.of("").toAbsolutePath().resolve(rest.getFirst()) : null;
        return interactive && named != null && Files.isDirectory(named) ? named : null;
    }

    /// The first word names a folder where there is one of that name, or it can be nothing else.
    private FolderCommand folderCommand() {
        return FolderCommand.of(Path.of("").toAbsolutePath(), rest);
    }

    private Map<String, Object> program(Finder finder, List<Map<String, Object>> mounts) throws IOException {
        Path files = files();
        if (work.recipe != null && files != null) {
            Map<String, Object> program = new LinkedHashMap<>(work.recipeProgram(List.of(), List.of()));
            program.put("program_id", WorkOptions.upload(connection.api(), finder, snapshot(files)));
            return program;
        }
        if (work.recipe != null) {
            return work.recipeProgram(rest, interactive ? List.of() : mounts);
        }
        FolderCommand given = folderCommand();
        return work.uploadedProgram(connection.api(), finder, snapshot(given.folder()), given.command());
    }

    private Snapshot snapshot(Path folder) throws IOException {
        Snapshot snapshot = Snapshot.of(folder);
        if (!connection.json) {
            console.err().println(folder.normalize() + ": " + snapshot.words());
        }
        return snapshot;
    }
}
