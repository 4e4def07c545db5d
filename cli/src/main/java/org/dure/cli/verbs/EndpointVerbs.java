package org.dure.cli.verbs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dure.cli.Console;
import org.dure.cli.Table;
import org.dure.cli.api.Endpoints;
import org.dure.cli.api.ModelReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure deploy`, `dure endpoints`, `dure keys …`.
public final class EndpointVerbs {

    private EndpointVerbs() {}

    @Command(
            name = "deploy",
            description = "Put a model version behind an endpoint, which is made where it is absent. Waits until it "
                    + "answers; no request is lost.",
            footer = {
                "",
                "Examples:",
                "  dure deploy digits --endpoint digits --follow-champion",
                "  dure deploy digits@3 --endpoint digits"
            })
    public static final class Deploy extends Verb {
        @Parameters(paramLabel = "MODEL[@VERSION]", description = "Default: the champion, else the newest version.")
        String reference = "";

        @Option(names = "--endpoint", required = true, paramLabel = "NAME", description = "Callers use this name.")
        String endpoint = "";

        @Option(names = "--follow-champion", description = "Deploy each new champion here by itself.")
        boolean followChampion;

        public Deploy(Console console) {
            super(console);
        }

        @Override
        void run() {
            JsonNode version = ModelReference.parse(reference).find(api(), finder());
            Endpoints endpoints = new Endpoints(api(), finder());
            JsonNode ready = endpoints.deploy(endpoint, version, followChampion);
            show(
                    ready,
                    each -> say(endpoint + " answers with "
                            + version.path("model_name").asString() + "@"
                            + version.path("number").asInt()));
        }
    }

    @Command(name = "endpoints", description = "The endpoints of the project and what is live behind them.")
    public static final class Ls extends Verb {
        public Ls(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list(finder().path("endpoints")),
                    new Table("name", "model", "state", "follows the champion", "since"),
                    each -> {
                        JsonNode live = each.path("live");
                        return cells(
                                Words.text(each.path("name")),
                                live.path("model_name").isString()
                                        ? live.path("model_name").asString() + "@"
                                                + live.path("model_version").asInt()
                                        : "–",
                                Words.text(live.path("state")),
                                each.path("follow_champion").asBoolean() ? "yes" : "no",
                                Words.time(live.path("ready_at")));
                    });
        }
    }

    /// `dure keys`.
    @Command(
            name = "keys",
            description = "API keys of the project.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example:", "  dure keys create kiosk --endpoint digits --per-second 20"})
    public static final class Keys {
        private Keys() {}

        public static CommandLine command(Console console) {
            return new CommandLine(new Keys())
                    .addSubcommand(new CreateKey(console))
                    .addSubcommand(new KeyList(console));
        }
    }

    @Command(name = "create", description = "Issue an API key; its secret is shown this once.")
    static final class CreateKey extends Verb {
        @Parameters(paramLabel = "NAME", description = "What or whom it is for.")
        String name = "";

        @Option(names = "--endpoint", paramLabel = "NAME", description = "For this one alone (default: all).")
        @Nullable
        String endpoint;

        @Option(names = "--per-second", paramLabel = "N", description = "Calls a second.")
        @Nullable
        Integer perSecond;

        @Option(names = "--per-day", paramLabel = "N", description = "Calls a day.")
        @Nullable
        Long perDay;

        CreateKey(Console console) {
            super(console);
        }

        @Override
        void run() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("name", name);
            Optional.ofNullable(endpoint)
                    .ifPresent(given -> body.put(
                            "endpoint_id",
                            finder().find("endpoint", given).path("id").asString()));
            Optional.ofNullable(perSecond).ifPresent(given -> body.put("per_second", given));
            Optional.ofNullable(perDay).ifPresent(given -> body.put("per_day", given));
            show(
                    api().post(finder().path("keys"), body),
                    each -> say(each.path("secret").asString()));
        }
    }

    @Command(name = "ls", description = "The keys, without their secrets.")
    static final class KeyList extends Verb {
        KeyList(Console console) {
            super(console);
        }

        @Override
        void run() {
            List<JsonNode> keys = api().list(finder().path("keys"));
            table(
                    keys,
                    new Table("name", "created", "by", "expires", "revoked"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.time(each.path("created_at")),
                            Words.text(each.path("created_by")),
                            Words.time(each.path("expires_at")),
                            Words.time(each.path("revoked_at"))));
        }
    }
}
