package org.dure.cli.verbs;

import java.util.List;
import java.util.Map;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.dure.cli.api.Finder;
import org.dure.cli.api.SessionLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure ps`, `dure logs`, `dure why`, `dure stop`, `dure pause`, `dure resume`, `dure keep`.
public final class SessionVerbs {

    private SessionVerbs() {}

    @Command(name = "ps", description = "The newest sessions of the project.")
    public static final class Ps extends Verb {
        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default 30).")
        int limit = 30;

        @Option(names = "--evaluations", description = "Also the platform's own evaluations.")
        boolean evaluations;

        public Ps(Console console) {
            super(console);
        }

        @Override
        void run() {
            String kind = evaluations ? "" : "&kind=TRAINING&kind=INTERACTIVE";
            JsonNode page = api().get(finder().path("sessions") + "?limit=" + limit + kind);
            table(
                    List.copyOf(page.path("items").values()),
                    new Table("id", "name", "state", "since", "by", "reason"),
                    each -> cells(
                            Words.text(each.path("id")),
                            Words.text(each.path("name")),
                            Words.text(each.path("state")),
                            Words.time(since(each)),
                            Words.text(each.path("created_by")),
                            Words.text(each.path("reason").path("text"))));
        }

        private static JsonNode since(JsonNode session) {
            for (String field : new String[] {"ended_at", "started_at"}) {
                if (session.path(field).isString()) {
                    return session.path(field);
                }
            }
            return session.path("created_at");
        }
    }

    @Command(
            name = "logs",
            description = "What a session has printed.",
            footer = {"", "Example:", "  dure logs -f train-3"})
    public static final class Logs extends Verb {
        @Parameters(paramLabel = "SESSION", description = "Id, or the name of the newest such session.")
        String session = "";

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until the session ends.")
        boolean follow;

        public Logs(Console console) {
            super(console);
        }

        @Override
        void run() {
            String id = sessionId(finder(), session);
            new SessionLog(api(), connection.console(), connection.json).print(id, follow);
        }
    }

    @Command(
            name = "why",
            description = "Why a session waits, ended or failed; of a failed one what it died of and what to do.",
            footer = {"", "Example:", "  dure why train-3"})
    public static final class Why extends Verb {
        @Parameters(paramLabel = "SESSION", description = "Id, or the name of the newest such session.")
        String session = "";

        public Why(Console console) {
            super(console);
        }

        @Override
        void run() {
            show(api().get("/api/v1/sessions/" + sessionId(finder(), session)), each -> {
                say(each.path("name").asString("") + " " + each.path("state").asString("") + ": "
                        + Words.text(each.path("reason").path("text")));
                Words.autopsy(each).forEach(this::say);
            });
        }
    }

    @Command(name = "stop", description = "Stop a session; it may save a checkpoint first.")
    public static final class Stop extends Verb {
        @Parameters(paramLabel = "SESSION", description = "Id, or the name of the newest such session.")
        String session = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "For those who ask later.")
        String reason = "asked for with the dure command";

        public Stop(Console console) {
            super(console);
        }

        @Override
        void run() {
            stop(api(), sessionId(finder(), session), reason);
        }

        private void stop(Api api, String id, String why) {
            JsonNode stopped = api.post("/api/v1/sessions/" + id + "/stop", Map.of("reason", why));
            show(stopped, each -> say(id + " is " + each.path("state").asString()));
        }
    }

    @Command(
            name = "pause",
            description = "Hold a session back: one that runs saves a checkpoint and gives its slots away.")
    public static final class Pause extends Verb {
        @Parameters(paramLabel = "SESSION", description = "Id, or the name of the newest such session.")
        String session = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "For those who ask later.")
        String reason = "asked for with the dure command";

        public Pause(Console console) {
            super(console);
        }

        @Override
        void run() {
            String id = sessionId(finder(), session);
            JsonNode paused = api().post("/api/v1/sessions/" + id + "/pause", Map.of("reason", reason));
            show(paused, each -> say(id + " is paused; it goes on with: dure resume " + session));
        }
    }

    @Command(
            name = "keep",
            description = "Let a session that does next to nothing go on: it counts as at work from now on.")
    public static final class Keep extends Verb {
        @Parameters(paramLabel = "SESSION", description = "Id, or the name of the newest such session.")
        String session = "";

        public Keep(Console console) {
            super(console);
        }

        @Override
        void run() {
            String id = sessionId(finder(), session);
            JsonNode kept = api().post("/api/v1/sessions/" + id + "/keep", Map.of());
            show(kept, each -> say(id + " is kept."));
        }
    }

    @Command(name = "resume", description = "Put a paused session back into the queue; it goes on from its checkpoint.")
    public static final class Resume extends Verb {
        @Parameters(paramLabel = "SESSION", description = "Id, or the name of the newest such session.")
        String session = "";

        public Resume(Console console) {
            super(console);
        }

        @Override
        void run() {
            String id = sessionId(finder(), session);
            JsonNode resumed = api().post("/api/v1/sessions/" + id + "/resume", Map.of());
            show(
                    resumed,
                    each -> say(id + " is " + each.path("state").asString() + ": "
                            + each.path("reason").path("text").asString("")));
        }
    }

    /// @throws CommandFailure where no session of the project has this name
    static String sessionId(Finder finder, String nameOrId) {
        if (Finder.isId(nameOrId)) {
            return nameOrId;
        }
        JsonNode found = finder.find("session", nameOrId);
        if (!found.path("id").isString()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "There is no session " + nameOrId + ".");
        }
        return found.path("id").asString();
    }
}
