package org.dure.cli.verbs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dure.cli.Console;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure shares …`.
@Command(
        name = "shares",
        description = "What each project may have of the room.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  dure shares set vision --weight 2 --gpus 4 --gpu-hours 500"})
public final class ShareVerbs {

    private ShareVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new ShareVerbs())
                .addSubcommand(new Ls(console))
                .addSubcommand(new Set(console))
                .addSubcommand(new Price(console));
    }

    @Command(name = "ls", description = "The shares and quotas of the projects that you see, and their use.")
    static final class Ls extends Verb {
        Ls(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list("/api/v1/shares"),
                    new Table("project", "weight", "share", "gpus", "of", "cpus", "of", "gpu hours", "of"),
                    each -> cells(
                            Words.text(each.path("project_name")),
                            Words.text(each.path("weight")),
                            Words.percent(each.path("part")),
                            Words.text(each.path("gpus_held")),
                            Words.text(each.path("gpus_max")),
                            Words.text(each.path("cpus_held")),
                            Words.text(each.path("cpus_max")),
                            Words.hours(each.path("gpu_hours_used")),
                            Words.text(each.path("gpu_hours_per_month"))));
        }
    }

    @Command(
            name = "set",
            description = "Set a project's weight and quotas; what is not named stays. For administrators.")
    static final class Set extends Verb {
        private static final String NONE = "none";

        @Parameters(paramLabel = "PROJECT", description = "Id or name.")
        String project = "";

        @Option(names = "--weight", paramLabel = "N", description = "Among the projects that want something.")
        @Nullable
        String weight;

        @Option(names = "--gpus", paramLabel = "N", description = "GPU slots at once; none for no quota.")
        @Nullable
        String gpus;

        @Option(names = "--cpus", paramLabel = "N", description = "CPU slots at once; none for no quota.")
        @Nullable
        String cpus;

        @Option(names = "--gpu-hours", paramLabel = "N", description = "GPU-hours a month; none for no quota.")
        @Nullable
        String gpuHours;

        Set(Console console) {
            super(console);
        }

        @Override
        void run() {
            String path = "/api/v1/projects/" + Api.encoded(project) + "/share";
            JsonNode before = api().get(path);
            Map<String, Object> body = new LinkedHashMap<>();
            put(body, "weight", weight, before);
            put(body, "gpus_max", gpus, before);
            put(body, "cpus_max", cpus, before);
            put(body, "gpu_hours_per_month", gpuHours, before);
            show(
                    api().put(path, body),
                    share -> say(share.path("project_name").asString("") + " has the weight "
                            + Words.text(share.path("weight")) + " ("
                            + Words.percent(share.path("part")) + " of the room)"));
        }

        private static void put(Map<String, Object> body, String field, @Nullable String given, JsonNode before) {
            if (given == null) {
                if (before.path(field).isNumber()) {
                    body.put(field, before.path(field));
                }
            } else if (!given.equals(NONE)) {
                body.put(field, Words.number(given));
            }
        }
    }

    @Command(name = "price", description = "What an hour of a slot costs from now on. For administrators.")
    static final class Price extends Verb {
        @Parameters(index = "0", paramLabel = "KIND", description = "gpu or cpu.")
        String kind = "";

        @Parameters(index = "1", paramLabel = "PRICE", description = "Of an hour, in the platform's currency.")
        String price = "";

        @Option(names = "--pool", paramLabel = "POOL", description = "Whose slots (default local).")
        String pool = "local";

        Price(Console console) {
            super(console);
        }

        @Override
        void run() {
            Map<String, Object> body = Map.of(
                    "pool", pool, "kind", kind.toUpperCase(java.util.Locale.ROOT), "per_hour", Words.number(price));
            show(
                    api().put("/api/v1/prices", body),
                    set -> say("An hour of a " + set.path("kind").asString("") + " slot of " + pool + " costs "
                            + set.path("per_hour").asDouble() + " from now on"));
        }
    }
}
