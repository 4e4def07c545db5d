package org.dure.cli.verbs.run;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.dure.cli.api.Api;
import org.dure.cli.api.DatasetReference;
import org.dure.cli.api.Finder;
import org.dure.cli.snapshot.ProgramArchive;
import org.dure.cli.snapshot.Snapshot;
import org.dure.cli.verbs.Words;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of what a session runs and with what: those of `dure run`, and of each trial of `dure sweep`.
final class WorkOptions {

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
            names = "--containerfile",
            paramLabel = "FILE",
            description = "A file of FOLDER, such as Containerfile, that the image to run in is built from, once.")
    @Nullable
    String containerfile;

    @Option(
            names = "--secret",
            paramLabel = "NAME",
            description = "A secret of the project, to be read at /run/secrets/NAME; may be given several times.")
    List<String> secrets = new ArrayList<>();

    @Option(names = "--cpus", paramLabel = "N", description = "CPU cores (default 1).")
    double cpus = 1;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Such as 512m or 4g (default 2g).")
    String memory = "2g";

    @Option(names = "--gpus", paramLabel = "N", description = "GPUs (default 0).")
    int gpus;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description =
                    "Nodes at once, each with these CPUs, memory and GPUs; on a cluster that allows it (default 1).")
    int nodes = 1;

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
            description = "Only after these exit codes (default: each but 0, and a crash).")
    List<Integer> retryOn = new ArrayList<>();

    @Option(names = "--env", paramLabel = "KEY=VALUE", description = "For the program; may be given several times.")
    Map<String, String> environment = new LinkedHashMap<>();

    /// What `--data` names, as mounts.
    List<Map<String, Object>> mounts(Finder finder) {
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

    /// The body of a session, without its name.
    ///
    /// @param program of [#recipeProgram] or [#uploadedProgram]
    Map<String, Object> session(List<Map<String, Object>> mounts, Map<String, Object> program) {
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("program", program);
        session.put("mounts", mounts);
        session.put("environment", environment);
        Map<String, Object> needs = new LinkedHashMap<>();
        needs.put("cpus", cpus);
        needs.put("memory_bytes", Words.bytes("--memory", memory));
        needs.put("gpus", gpus);
        if (nodes != 1) {
            needs.put("nodes", nodes);
        }
        session.put("needs", needs);
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
        return session;
    }

    /// @param shown the mounts, of which the first is named to the recipe by `--data`, unless its arguments name one
    Map<String, Object> recipeProgram(List<String> words, List<Map<String, Object>> shown) {
        if (image != null) {
            throw new CommandFailure(ExitCode.USAGE, "--image is for a program of your own, not for a recipe");
        }
        if (containerfile != null) {
            throw new CommandFailure(ExitCode.USAGE, "--containerfile is for a program of your own, not for a recipe");
        }
        List<String> arguments = new ArrayList<>(words);
        if (!arguments.contains("--data") && !shown.isEmpty()) {
            arguments.addAll(List.of("--data", "/data/" + shown.getFirst().get("name")));
        }
        return Map.of("recipe", String.valueOf(recipe), "arguments", arguments);
    }

    /// Sends the files.
    Map<String, Object> uploadedProgram(Api api, Finder finder, Snapshot snapshot, List<String> command)
            throws IOException {
        if (image != null && containerfile != null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--image names an image that is there, --containerfile builds one: one of them");
        }
        Map<String, Object> program = new LinkedHashMap<>();
        program.put("program_id", upload(api, finder, snapshot));
        program.put("command", command);
        if (image != null) {
            program.put("image", image);
        }
        if (containerfile != null) {
            program.put("containerfile", containerfile);
        }
        return program;
    }

    /// Sends the files; answers the program's id.
    static String upload(Api api, Finder finder, Snapshot snapshot) throws IOException {
        Path archive = ProgramArchive.pack(snapshot);
        try {
            return api.send("POST", finder.path("programs"), BodyPublishers.ofFile(archive))
                    .path("id")
                    .asString();
        } finally {
            ProgramArchive.remove(archive);
        }
    }
}
