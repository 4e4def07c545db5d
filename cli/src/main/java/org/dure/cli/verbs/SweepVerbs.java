package org.dure.cli.verbs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.cli.Console;
import org.dure.cli.Table;
import org.dure.cli.api.SweepProgress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure sweeps …`.
@Command(
        name = "sweeps",
        description = "Searches for parameters; dure sweep makes one.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  dure sweeps show digits-search", "  dure sweeps resume digits-search --trials 80"
        })
public final class SweepVerbs {

    private SweepVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new SweepVerbs())
                .addSubcommand(new Ls(console))
                .addSubcommand(new Show(console))
                .addSubcommand(new Pause(console))
                .addSubcommand(new Resume(console))
                .addSubcommand(new Stop(console))
                .addSubcommand(new Archive(console));
    }

    @Command(name = "ls", description = "The sweeps of the project, the newest first.")
    static final class Ls extends Verb {
        @Option(names = "--archived", description = "Those that were put away.")
        boolean archived;

        Ls(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list(finder().path("sweeps") + (archived ? "?archived=true" : "")),
                    new Table("name", "state", "algorithm", "trials", "best", "slot hours", "created", "by", "reason"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("state")),
                            Words.text(each.path("algorithm")),
                            each.path("progress").path("made").asInt() + "/"
                                    + each.path("trials").asInt(),
                            SweepProgress.value(each.path("progress").path("best")),
                            SweepProgress.value(each.path("progress").path("slot_hours")),
                            Words.time(each.path("created_at")),
                            Words.text(each.path("created_by")),
                            Words.text(each.path("reason").path("text"))));
        }
    }

    /// One that names a sweep.
    abstract static class OnSweep extends Verb {
        @Parameters(paramLabel = "SWEEP", description = "Name or id.")
        String sweep = "";

        OnSweep(Console console) {
            super(console);
        }

        final JsonNode found() {
            return finder().find("sweep", sweep);
        }

        final void post(String deed, Map<String, ?> body) {
            JsonNode changed = api().post("/api/v1/sweeps/" + found().path("id").asString() + "/" + deed, body);
            show(changed, each -> say(SweepProgress.summary(each)));
        }
    }

    @Command(name = "show", description = "A sweep and its trials.")
    static final class Show extends OnSweep {
        Show(Console console) {
            super(console);
        }

        @Override
        void run() {
            JsonNode found = found();
            List<JsonNode> trials = new SweepProgress(api(), connection.console())
                    .trials(found.path("id").asString());
            if (connection.json) {
                connection.console().json(found);
            } else {
                say(SweepProgress.summary(found));
            }
            table(
                    trials,
                    new Table("trial", "state", "value", "parameters", "session", "reason"),
                    each -> cells(
                            Words.text(each.path("number")),
                            Words.text(each.path("state")),
                            SweepProgress.value(each.path("value")),
                            SweepProgress.parameters(each),
                            Words.text(each.path("session_id")),
                            Words.text(each.path("reason").path("text"))));
        }
    }

    @Command(name = "pause", description = "No new trials; those that run go on.")
    static final class Pause extends OnSweep {
        Pause(Console console) {
            super(console);
        }

        @Override
        void run() {
            post("pause", Map.of());
        }
    }

    @Command(name = "stop", description = "Stop a sweep and its trials.")
    static final class Stop extends OnSweep {
        Stop(Console console) {
            super(console);
        }

        @Override
        void run() {
            post("stop", Map.of());
        }
    }

    @Command(name = "resume", description = "Go on, perhaps with other limits.")
    static final class Resume extends OnSweep {
        @Option(names = "--trials", paramLabel = "N", description = "In all.")
        @Nullable
        Integer trials;

        @Option(names = "--parallel", paramLabel = "N", description = "At once.")
        @Nullable
        Integer parallel;

        @Option(names = "--budget-hours", paramLabel = "HOURS", description = "Of slots, in all.")
        @Nullable
        Double budgetHours;

        @Option(names = "--budget-cost", paramLabel = "MONEY", description = "Of these slots, in all.")
        @Nullable
        Double budgetCost;

        Resume(Console console) {
            super(console);
        }

        @Override
        void run() {
            Map<String, Object> limits = new LinkedHashMap<>();
            if (trials != null) {
                limits.put("trials", trials);
            }
            if (parallel != null) {
                limits.put("parallel", parallel);
            }
            if (budgetHours != null) {
                limits.put("slot_hours", budgetHours);
            }
            if (budgetCost != null) {
                limits.put("cost", budgetCost);
            }
            post("resume", limits);
        }
    }

    @Command(name = "archive", description = "Put a sweep away that does not run.")
    static final class Archive extends OnSweep {
        @Option(names = "--undo", description = "Take it back.")
        boolean undo;

        Archive(Console console) {
            super(console);
        }

        @Override
        void run() {
            post("archive", Map.of("archived", !undo));
        }
    }
}
