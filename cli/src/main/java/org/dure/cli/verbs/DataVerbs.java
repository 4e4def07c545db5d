package org.dure.cli.verbs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.dure.cli.api.DatasetReference;
import org.dure.cli.api.Uploading;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure data …`.
@Command(
        name = "data",
        description = "Datasets and their versions.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dure data create digits",
            "  dure data put digits demo/digits/digits.zip",
            "  dure data put digits new-pictures/ --part train",
            "  dure data get digits@2:train --output digits-2.zip",
            "  dure data diff digits 1 2"
        })
public final class DataVerbs {

    private DataVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new DataVerbs())
                .addSubcommand(new Ls(console))
                .addSubcommand(new Create(console))
                .addSubcommand(new Put(console))
                .addSubcommand(new Versions(console))
                .addSubcommand(new Get(console))
                .addSubcommand(new Diff(console));
    }

    @Command(name = "ls", description = "The datasets of the project.")
    static final class Ls extends Verb {
        Ls(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list(finder().path("datasets")),
                    new Table("name", "latest version", "created", "by", "description"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("latest_version")),
                            Words.time(each.path("created_at")),
                            Words.text(each.path("created_by")),
                            Words.text(each.path("description"))));
        }
    }

    @Command(name = "create", description = "Make a dataset, still without a version.")
    static final class Create extends Verb {
        @Parameters(paramLabel = "NAME", description = "Of the dataset: a-z, 0-9 and -.")
        String name = "";

        @Option(names = "--description", paramLabel = "TEXT", description = "What the data are.")
        String description = "";

        Create(Console console) {
            super(console);
        }

        @Override
        void run() {
            JsonNode made = api().post(finder().path("datasets"), Map.of("name", name, "description", description));
            show(
                    made,
                    dataset -> say("Made the dataset " + name + " ("
                            + dataset.path("id").asString() + ")"));
        }
    }

    @Command(
            name = "put",
            description = "Make a new version of a folder or an archive (zip, tar, tar.gz). "
                    + "Its first folders name the parts (train/, stream/, hidden/) unless --part does.")
    static final class Put extends Verb {
        @Parameters(index = "0", paramLabel = "DATASET", description = "Name or id.")
        String dataset = "";

        @Parameters(index = "1", paramLabel = "SOURCE", description = "The folder or archive.")
        Path source = Path.of("");

        @Option(names = "--part", paramLabel = "PART", description = "Where all files go.")
        @Nullable
        String part;

        @Option(
                names = "--base",
                paramLabel = "VERSION",
                description = "Keep the other files of this version (default: the latest one).")
        @Nullable
        Integer base;

        @Option(names = "--only", description = "The new version holds what is sent now and nothing else.")
        boolean only;

        @Option(names = "--note", paramLabel = "TEXT", description = "What is new.")
        String note = "";

        Put(Console console) {
            super(console);
        }

        @Override
        void run() {
            JsonNode found = finder().find("dataset", dataset);
            JsonNode latest = found.path("latest_version");
            Integer kept = base != null ? base : latest.isNumber() ? Integer.valueOf(latest.asInt()) : null;
            JsonNode version = new Uploading(api(), new ProgressLine(connection.console()))
                    .put(found.path("id").asString(), source, part, only ? null : kept, note);
            show(
                    version,
                    each -> say("Version " + each.path("number").asInt() + " of " + dataset + ": " + parts(each)));
        }
    }

    @Command(name = "versions", description = "The versions of a dataset, the newest first.")
    static final class Versions extends Verb {
        @Parameters(paramLabel = "DATASET", description = "Name or id.")
        String dataset = "";

        Versions(Console console) {
            super(console);
        }

        @Override
        void run() {
            String id = finder().find("dataset", dataset).path("id").asString();
            table(
                    api().list("/api/v1/datasets/" + id + "/versions"),
                    new Table("version", "parts", "created", "by", "note"),
                    each -> cells(
                            Words.text(each.path("number")),
                            parts(each),
                            Words.time(each.path("created_at")),
                            Words.text(each.path("created_by")),
                            Words.text(each.path("note"))));
        }
    }

    @Command(name = "get", description = "Download a version as a zip; the hidden part stays hidden.")
    static final class Get extends Verb {
        @Parameters(paramLabel = "DATASET[@VERSION][:PART]", description = "Default: the latest version, all parts.")
        String reference = "";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "Default: DATASET-VERSION.zip here; an existing file is left alone.")
        @Nullable
        Path output;

        Get(Console console) {
            super(console);
        }

        @Override
        void run() {
            DatasetReference.Found found = DatasetReference.parse(reference).find(finder());
            Path file = output != null
                    ? output
                    : Path.of(found.dataset().path("name").asString() + "-" + found.version() + ".zip");
            if (Files.exists(file)) {
                throw new CommandFailure(ExitCode.USAGE, file + " is there already; name another one with --output.");
            }
            String part = found.part();
            api().download(
                            "/api/v1/datasets/" + found.id() + "/versions/" + found.version() + "/archive"
                                    + (part == null ? "" : "?part=" + Api.encoded(part)),
                            file);
            say(file.toString());
        }
    }

    @Command(name = "diff", description = "What differs between two versions, in the parts that are not hidden.")
    static final class Diff extends Verb {
        @Parameters(index = "0", paramLabel = "DATASET", description = "Name or id.")
        String dataset = "";

        @Parameters(index = "1", paramLabel = "FROM", description = "A version.")
        int from;

        @Parameters(index = "2", paramLabel = "TO", description = "A version.")
        int to;

        Diff(Console console) {
            super(console);
        }

        @Override
        void run() {
            String id = finder().find("dataset", dataset).path("id").asString();
            table(
                    api().list("/api/v1/datasets/" + id + "/versions/" + to + "/diff?from=" + from),
                    new Table("change", "part", "path"),
                    each -> cells(
                            Words.text(each.path("change")),
                            Words.text(each.path("part")),
                            Words.text(each.path("path"))));
        }
    }

    /// `train 300, hidden 497`.
    static String parts(JsonNode version) {
        List<String> parts = new ArrayList<>();
        version.path("parts")
                .forEach(part -> parts.add(
                        part.path("name").asString() + " " + part.path("files").asLong()));
        return String.join(", ", parts);
    }
}
