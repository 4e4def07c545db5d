package org.dure.cli.verbs;

import org.dure.cli.Console;
import org.dure.cli.Table;
import org.dure.cli.api.DatasetReference;
import org.dure.cli.api.Problems;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dure problems …`.
@Command(
        name = "problems",
        description = "What runs compete on.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  dure problems create digits --data digits@1:hidden"})
public final class ProblemVerbs {

    private ProblemVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new ProblemVerbs())
                .addSubcommand(new Ls(console))
                .addSubcommand(new Create(console));
    }

    @Command(name = "ls", description = "The problems of the project, the newest first.")
    static final class Ls extends Verb {
        Ls(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list(finder().path("problems")),
                    new Table("name", "task", "metric", "direction", "created", "by"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("task")),
                            Words.text(each.path("metric")),
                            Words.text(each.path("direction")),
                            Words.time(each.path("created_at")),
                            Words.text(each.path("created_by"))));
        }
    }

    @Command(
            name = "create",
            description = "Make a problem: images to be classified, judged by accuracy on a hidden part.")
    static final class Create extends Verb {
        @Parameters(paramLabel = "NAME", description = "Of the problem.")
        String name = "";

        @Option(
                names = "--data",
                required = true,
                paramLabel = "DATASET[@VERSION][:PART]",
                description = "What judges (default: the part hidden of the latest version).")
        String data = "";

        Create(Console console) {
            super(console);
        }

        @Override
        void run() {
            DatasetReference.Found found = DatasetReference.parse(data).find(finder());
            show(
                    new Problems(api(), finder()).create(name, found),
                    problem -> say("Made the problem " + name + " ("
                            + problem.path("id").asString() + ")"));
        }
    }
}
