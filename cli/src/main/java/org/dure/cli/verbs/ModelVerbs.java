package org.dure.cli.verbs;

import java.util.List;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.ModelReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure models …`.
@Command(
        name = "models",
        description = "Models and their versions.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  dure models ls", "  dure models show digits@3", "  dure models leaderboard digits"
        })
public final class ModelVerbs {

    private ModelVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new ModelVerbs())
                .addSubcommand(new Ls(console))
                .addSubcommand(new Show(console))
                .addSubcommand(new Leaderboard(console));
    }

    @Command(name = "ls", description = "The models of the project.")
    static final class Ls extends Verb {
        Ls(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list(finder().path("models")),
                    new Table("name", "versions", "created", "by"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("versions")),
                            Words.time(each.path("created_at")),
                            Words.text(each.path("created_by"))));
        }
    }

    @Command(name = "show", description = "The versions of a model, or one of them with what it was made of.")
    static final class Show extends Verb {
        @Parameters(paramLabel = "MODEL[@VERSION]", description = "Name or id.")
        String reference = "";

        Show(Console console) {
            super(console);
        }

        @Override
        void run() {
            ModelReference model = ModelReference.parse(reference);
            if (model.version() == null) {
                table(
                        model.versions(api(), finder()),
                        new Table("version", "champion", "hidden accuracy", "state", "from", "created", "reason"),
                        each -> cells(
                                Words.text(each.path("number")),
                                each.path("champion").asBoolean() ? "champion" : "",
                                Words.share(each.path("hidden_accuracy")),
                                Words.text(each.path("state")),
                                Words.text(each.path("origin")),
                                Words.time(each.path("created_at")),
                                Words.text(each.path("reason").path("text"))));
                return;
            }
            show(model.find(api(), finder()), this::print);
        }

        private void print(JsonNode version) {
            say(version.path("model_name").asString() + "@"
                    + version.path("number").asInt() + (version.path("champion").asBoolean() ? ", the champion" : ""));
            say("state            " + version.path("state").asString());
            say("hidden accuracy  " + Words.share(version.path("hidden_accuracy")));
            say("session          " + Words.text(version.path("session_id")));
            say("run              " + Words.text(version.path("run_id")));
            say("labels           " + version.path("signature").path("labels"));
            version.path("lineage").path("mounts").forEach(mount -> say("data             " + mount));
            say("arguments        " + version.path("lineage").path("arguments"));
            say("parameters       " + version.path("lineage").path("parameters"));
            version.path("files")
                    .forEach(file -> say("file             " + file.path("path").asString() + "  "
                            + Words.size(file.path("size_bytes").asLong())));
        }
    }

    @Command(name = "leaderboard", description = "The versions that compete for a problem, the best first.")
    static final class Leaderboard extends Verb {
        @Parameters(paramLabel = "PROBLEM", description = "Name or id.")
        String problem = "";

        Leaderboard(Console console) {
            super(console);
        }

        @Override
        void run() {
            String id = finder().find("problem", problem).path("id").asString();
            List<JsonNode> ranked = api().list("/api/v1/problems/" + id + "/leaderboard");
            if (ranked.isEmpty() && !connection.json) {
                throw new CommandFailure(ExitCode.NOT_FOUND, "No model has been judged on " + problem + " yet.");
            }
            table(
                    ranked,
                    new Table("model", "version", "hidden accuracy", "champion"),
                    each -> cells(
                            Words.text(each.path("model_name")),
                            Words.text(each.path("number")),
                            Words.share(each.path("hidden_accuracy")),
                            each.path("champion").asBoolean() ? "champion" : ""));
        }
    }
}
