package org.dure.cli.verbs;

import java.util.List;
import java.util.Map;
import org.dure.cli.Console;
import org.dure.cli.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure pools …`.
public final class PoolVerbs {

    private PoolVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new Pools())
                .addSubcommand(new Ls(console))
                .addSubcommand(new Close(console))
                .addSubcommand(new Open(console));
    }

    @Command(
            name = "pools",
            description = "Where sessions run: this machine and the clusters that an administrator has added.",
            synopsisSubcommandLabel = "COMMAND")
    static final class Pools {
        private Pools() {}
    }

    @Command(name = "ls", description = "The pools and what they have.")
    static final class Ls extends Verb {
        Ls(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    List.copyOf(api().get("/api/v1/pools").path("items").values()),
                    new Table("name", "engine", "policy", "open", "nodes", "cpus", "gpus"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("engine")),
                            Words.text(each.path("policy")),
                            each.path("open").asBoolean() ? "yes" : "no",
                            Integer.toString(each.path("nodes").size()),
                            sum(each, "cpus"),
                            sum(each, "gpus")));
        }

        private static String sum(JsonNode pool, String field) {
            return Integer.toString(pool.path("nodes")
                    .valueStream()
                    .mapToInt(node -> node.path(field).asInt())
                    .sum());
        }
    }

    @Command(name = "close", description = "Let the pool start no more sessions; those that run go on.")
    static final class Close extends Verb {
        @Parameters(paramLabel = "POOL", description = "Its name.")
        String pool = "";

        Close(Console console) {
            super(console);
        }

        @Override
        void run() {
            JsonNode changed = api().put("/api/v1/pools/" + pool, Map.of("open", false));
            show(changed, each -> say(pool + " starts no more sessions"));
        }
    }

    @Command(name = "open", description = "Let the pool start sessions again.")
    static final class Open extends Verb {
        @Parameters(paramLabel = "POOL", description = "Its name.")
        String pool = "";

        Open(Console console) {
            super(console);
        }

        @Override
        void run() {
            JsonNode changed = api().put("/api/v1/pools/" + pool, Map.of("open", true));
            show(changed, each -> say(pool + " starts sessions"));
        }
    }
}
