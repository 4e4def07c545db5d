package org.dure.cli.verbs;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.api.DatasetReference;
import org.dure.cli.api.Finder;
import org.dure.cli.api.FolderCommand;
import org.dure.cli.api.SessionLog;
import org.dure.cli.api.Sessions;
import org.dure.cli.snapshot.ProgramArchive;
import org.dure.cli.snapshot.Snapshot;
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
        },
        footer = {
            "",
            "FOLDER is the current one if not given. Its files are sent as they are, with the git commit and the changes",
            "since; what .gitignore and .dureignore name is left out. Without COMMAND, its run.sh, main.py or train.py runs.",
            "Data appear at /data/NAME, read-only. What the program writes to $DURE_OUTPUT is kept.",
            "Examples:",
            "  dure run --gpus 1 -- python train.py --lr 0.1",
            "  dure run --recipe image-classifier --data digits@1 --problem digits -- --epochs 20",
            "  dure run --interactive --recipe jupyter --data digits@1 --memory 4g",
            "  dure run my-program --data digits@2:train --cpus 2 --memory 4g --follow -- python3 train.py --epochs 5"
        })
public final class RunVerb implements Callable<Integer> {

    private final Console console;

    @Mixin
    final Connection connection;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "A program of the platform, such as image-classifier.")
    @Nullable
    String recipe;

    @Option(
            names = "--data",
            paramLabel = "[NAME=]DATASET[@VERSION][:PART]",
            description = "To be seen at /data/NAME (default: the dataset's name); may be given several times.")
    List<String> data = new ArrayList<>();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "The container image to run a program of your own in, such as python:3.12 or name@sha256:….")
    @Nullable
    String image;

    @Option(
            names = "--secret",
            paramLabel = "NAME",
            description = "A secret of the project, to be read at /run/secrets/NAME; may be given several times.")
    List<String> secrets = new ArrayList<>();

    @Option(names = "--problem", paramLabel = "PROBLEM", description = "What the run competes for; name or id.")
    @Nullable
    String problem;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the session (default: the recipe or folder).")
    @Nullable
    String name;

    @Option(names = "--cpus", paramLabel = "N", description = "CPU cores (default 1).")
    double cpus = 1;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Such as 512m or 4g (default 2g).")
    String memory = "2g";

    @Option(names = "--gpus", paramLabel = "N", description = "GPUs (default 0).")
    int gpus;

    @Option(names = "--pool", paramLabel = "POOL", description = "Where it runs; see dure pools (default local).")
    @Nullable
    String pool;

    @Option(names = "--wall", paramLabel = "SECONDS", description = "End it after so long (default: one day).")
    @Nullable
    Long wallSeconds;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "Start it again up to so many times when its program fails (default 0).")
    int retries;

    @Option(
            names = "--retry-on",
            paramLabel = "CODE",
            split = ",",
            description = "Only after these exit codes (default: each but 0).")
    List<Integer> retryOn = new ArrayList<>();

    @Option(names = "--env", paramLabel = "KEY=VALUE", description = "For the program; may be given several times.")
    Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--interactive",
            description = "A place to work in: dure shell, or a web application inside (recipes terminal, jupyter).")
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
        if (recipe == null && rest.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Say what to run: --recipe NAME, or [FOLDER] -- COMMAND (dure run --help shows how).");
        }
        long memoryBytes = Words.bytes("--memory", memory);
        Finder finder = connection.finder();
        List<Map<String, Object>> mounts = mounts(finder);
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("name", sessionName());
        if (interactive) {
            session.put("kind", "INTERACTIVE");
        }
        session.put("program", program(finder, mounts));
        session.put("mounts", mounts);
        session.put("environment", environment);
        session.put("needs", Map.of("cpus", cpus, "memory_bytes", memoryBytes, "gpus", gpus));
        if (pool != null) {
            session.put("pool", pool);
        }
        if (wallSeconds != null) {
            session.put("wall_seconds", wallSeconds);
        }
        if (retries > 0) {
            session.put("retry", Map.of("failures", retries, "exit_codes", retryOn));
        }
        if (!secrets.isEmpty()) {
            session.put("secrets", secrets);
        }
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
        return recipe != null
                ? recipe
                : String.valueOf(work().folder().normalize().getFileName());
    }

    /// The first word names a folder where there is one of that name, or it can be nothing else.
    private FolderCommand work() {
        return FolderCommand.of(Path.of("").toAbsolutePath(), rest);
    }

    private List<Map<String, Object>> mounts(Finder finder) {
        List<Map<String, Object>> mounts = new ArrayList<>();
        for (String written : data) {
            int equals = written.indexOf('=');
            DatasetReference.Found found =
                    DatasetReference.parse(written.substring(equals + 1)).find(finder);
            String mountName = equals < 0 ? found.dataset().path("name").asString() : written.substring(0, equals);
            mounts.add(DatasetReference.mount(mountName, found));
        }
        return mounts;
    }

    private Map<String, Object> program(Finder finder, List<Map<String, Object>> mounts) throws IOException {
        if (recipe != null) {
            if (image != null) {
                throw new CommandFailure(ExitCode.USAGE, "--image is for a program of your own, not for a recipe");
            }
            List<String> arguments = new ArrayList<>(rest);
            if (!interactive && !arguments.contains("--data") && !mounts.isEmpty()) {
                arguments.addAll(List.of("--data", "/data/" + mounts.getFirst().get("name")));
            }
            return Map.of("recipe", recipe, "arguments", arguments);
        }
        FolderCommand work = work();
        Snapshot snapshot = Snapshot.of(work.folder());
        if (!connection.json) {
            console.err().println(work.folder().normalize() + ": " + snapshot.words());
        }
        Path archive = ProgramArchive.pack(snapshot);
        try {
            JsonNode uploaded = connection.api().send("POST", finder.path("programs"), BodyPublishers.ofFile(archive));
            Map<String, Object> program = new LinkedHashMap<>();
            program.put("program_id", uploaded.path("id").asString());
            program.put("command", work.command());
            if (image != null) {
                program.put("image", image);
            }
            return program;
        } finally {
            ProgramArchive.remove(archive);
        }
    }
}
