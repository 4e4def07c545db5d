package org.dure.cli.verbs;

import java.util.List;
import java.util.Locale;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.dure.cli.api.Finder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `dure room` and `dure usage`.
public final class RoomVerbs {

    private RoomVerbs() {}

    /// `dure room`.
    @Command(
            name = "room",
            description = "Who holds which GPU or CPU slot, who waits, and until when.",
            footer = {"", "Examples:", "  dure room", "  dure room --what-if train-3   what would start sooner"})
    public static final class Room extends Verb {

        @Option(
                names = "--what-if",
                paramLabel = "SESSION",
                description = "When this waiting session will start, and when with less of what it asks for.")
        String session = "";

        public Room(Console console) {
            super(console);
        }

        @Override
        void run() {
            if (session.isEmpty()) {
                show(api().get("/api/v1/room"), this::room);
            } else {
                Finder finder = finder();
                String id = SessionVerbs.sessionId(finder, session);
                show(api().get("/api/v1/sessions/" + id + "/start"), this::whatIf);
            }
        }

        private void room(JsonNode room) {
            for (JsonNode node : room.path("nodes").values()) {
                say(nodeLine(node));
                Table table = new Table("slot", "held by", "project", "problem", "since", "busy", "memory", "°C", "W");
                for (JsonNode slot : node.path("slots").values()) {
                    JsonNode gpu = gpu(node, slot);
                    JsonNode held = slot.path("holder").path("session");
                    boolean free = !slot.path("holder").isObject();
                    table.row(
                            Words.text(slot.path("name")),
                            free ? "–" : held.isObject() ? Words.text(held.path("name")) : "another project",
                            Words.text(held.path("project_name")),
                            Words.text(held.path("problem_name")),
                            Words.time(slot.path("holder").path("since")),
                            Words.percent(gpu.path("utilisation")),
                            gpu.path("memory_bytes").isNumber()
                                    ? Words.size(gpu.path("memory_bytes").asLong())
                                    : "–",
                            Words.whole(gpu.path("temperature_celsius")),
                            Words.whole(gpu.path("power_watts")));
                }
                table.print(connection.console().out());
            }
            List<JsonNode> queue = List.copyOf(room.path("queue").values());
            say("");
            say(queue.isEmpty() ? "Nobody waits." : queue.size() + " waiting:");
            if (!queue.isEmpty()) {
                Table table = new Table("pool", "place", "session", "project", "asks for", "starts", "because");
                queue.forEach(each -> table.row(
                        Words.text(each.path("pool")),
                        Words.text(each.path("position")),
                        each.path("session").isObject()
                                ? Words.text(each.path("session").path("name"))
                                : "another project",
                        Words.text(each.path("session").path("project_name")),
                        needs(each.path("needs")),
                        Words.start(each.path("start")),
                        Words.text(each.path("reason").path("text"))));
                table.print(connection.console().out());
            }
        }

        private void whatIf(JsonNode answer) {
            Table table = new Table("with", "starts");
            for (JsonNode each : answer.path("items").values()) {
                table.row(needs(each.path("needs")), Words.start(each.path("start")));
            }
            table.print(connection.console().out());
        }

        private static String nodeLine(JsonNode node) {
            JsonNode sample = node.path("sample");
            String name =
                    node.path("name").asString("") + " (" + node.path("pool").asString("") + ")";
            return sample.isObject()
                    ? name + ": CPU " + Words.percent(sample.path("cpu_share")) + ", memory "
                            + Words.size(sample.path("memory_bytes").asLong()) + " of "
                            + Words.size(sample.path("memory_total_bytes").asLong())
                    : name + ": nothing was heard of it for three minutes";
        }

        private static JsonNode gpu(JsonNode node, JsonNode slot) {
            for (JsonNode gpu : node.path("sample").path("gpus").values()) {
                if (slot.path("kind").asString("").equals("GPU")
                        && gpu.path("number").asInt() == slot.path("number").asInt()) {
                    return gpu;
                }
            }
            return tools.jackson.databind.node.MissingNode.getInstance();
        }

        private static String needs(JsonNode needs) {
            int gpus = needs.path("gpus").asInt();
            String memory = Words.size(needs.path("memory_bytes").asLong());
            int nodes = needs.path("nodes").asInt(1);
            return (nodes > 1 ? nodes + " × " : "")
                    + (gpus > 0 ? gpus + " GPU, " : needs.path("cpus").asDouble() + " CPU, ")
                    + memory;
        }
    }

    /// `dure usage`.
    @Command(
            name = "usage",
            description = "Hours of GPUs and CPU slots and what they cost, derived from who held what when.",
            footer = {
                "",
                "Examples:",
                "  dure usage --by person --from 2026-11-01",
                "  dure usage --by improvement --problem digits   what a point of the hidden score cost",
                "  dure usage --csv > november.csv"
            })
    public static final class Usage extends Verb {

        enum By {
            PROJECT,
            PERSON,
            PROBLEM,
            SESSION,
            MODEL,
            IMPROVEMENT
        }

        @Option(
                names = "--by",
                paramLabel = "WHAT",
                description = "project, person, problem, session, model or improvement (default project).")
        By by = By.PROJECT;

        @Option(names = "--from", paramLabel = "DAY", description = "The first day, in UTC (default: 30 days).")
        String from = "";

        @Option(names = "--to", paramLabel = "DAY", description = "The last day, in UTC (default: today).")
        String to = "";

        @Option(names = "--daily", description = "Each day by itself.")
        boolean daily;

        @Option(names = "--problem", paramLabel = "PROBLEM", description = "With --by improvement: whose champions.")
        String problem = "";

        @Option(names = "--csv", description = "As CSV, by day and session unless told otherwise.")
        boolean csv;

        public Usage(Console console) {
            super(console);
        }

        @Override
        void run() {
            if (csv && (by == By.MODEL || by == By.IMPROVEMENT)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "--csv goes with --by project, person, problem or session; leave one of them out");
            }
            switch (by) {
                case PROJECT, PERSON, PROBLEM, SESSION -> sums();
                case MODEL -> models();
                case IMPROVEMENT -> improvements();
            }
        }

        private void sums() {
            StringBuilder query = new StringBuilder("?daily=" + (daily || csv));
            query.append("&by=").append(csv && by == By.PROJECT ? By.SESSION : by);
            if (!from.isEmpty()) {
                query.append("&from=").append(Api.encoded(from));
            }
            if (!to.isEmpty()) {
                query.append("&to=").append(Api.encoded(to));
            }
            if (csv) {
                connection.console().out().print(api().text("/api/v1/usage/compute.csv" + query));
                connection.console().out().flush();
                return;
            }
            JsonNode report = api().get("/api/v1/usage/compute" + query);
            String currency = report.path("currency").asString("");
            table(
                    List.copyOf(report.path("items").values()),
                    new Table("day", "project", "person", "problem", "session", "gpu hours", "cpu hours", "cost"),
                    each -> cells(
                            Words.text(each.path("day")),
                            Words.text(each.path("project_name")),
                            Words.text(each.path("person")),
                            Words.text(
                                    each.path("problem_name").isString()
                                            ? each.path("problem_name")
                                            : each.path("problem_id")),
                            Words.text(each.path("session_name")),
                            Words.hours(each.path("gpu_hours")),
                            Words.hours(each.path("cpu_hours")),
                            Words.money(each.path("cost"), currency)));
        }

        private void models() {
            JsonNode answer = api().get(finder().path("models/spending"));
            String currency = answer.path("currency").asString("");
            table(
                    List.copyOf(answer.path("items").values()),
                    new Table("model", "sessions", "gpu hours", "cpu hours", "cost"),
                    each -> cells(
                            Words.text(each.path("model_name")),
                            Words.text(each.path("sessions")),
                            Words.hours(each.path("gpu_hours")),
                            Words.hours(each.path("cpu_hours")),
                            Words.money(each.path("cost"), currency)));
        }

        private void improvements() {
            if (problem.isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, "--by improvement needs --problem: whose champions?");
            }
            String id = finder().find("problem", problem).path("id").asString();
            JsonNode answer = api().get("/api/v1/problems/" + id + "/improvements");
            String currency = answer.path("currency").asString("");
            table(
                    List.copyOf(answer.path("items").values()),
                    new Table("until", "champion", "score", "points", "gpu hours", "cpu hours", "gpu h/point", "cost"),
                    each -> cells(
                            Words.time(each.path("until")),
                            each.path("model_name").isString()
                                    ? each.path("model_name").asString() + " v"
                                            + each.path("number").asInt()
                                    : "(nothing better yet)",
                            Words.share(each.path("score")),
                            each.path("points").isNumber()
                                    ? String.format(
                                            Locale.ROOT,
                                            "%+.2f",
                                            each.path("points").asDouble())
                                    : "–",
                            Words.hours(each.path("gpu_hours")),
                            Words.hours(each.path("cpu_hours")),
                            Words.hours(each.path("gpu_hours_per_point")),
                            Words.money(each.path("cost"), currency)));
        }
    }
}
