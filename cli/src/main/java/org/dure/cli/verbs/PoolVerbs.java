package org.dure.cli.verbs;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
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

/// `dure pools …`.
public final class PoolVerbs {

    private PoolVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new Pools())
                .addSubcommand(new Ls(console))
                .addSubcommand(
                        "add",
                        new CommandLine(new Add())
                                .addSubcommand(new AddSlurm(console))
                                .addSubcommand(new AddKubernetes(console)))
                .addSubcommand(new MapAccount(console))
                .addSubcommand(new PolicyOf(console))
                .addSubcommand(new Close(console))
                .addSubcommand(new Open(console))
                .addSubcommand(new Rm(console));
    }

    @Command(
            name = "pools",
            description = "Where sessions run: this machine and the clusters that an administrator has added.",
            synopsisSubcommandLabel = "COMMAND")
    static final class Pools {
        private Pools() {}
    }

    @Command(name = "ls", description = "The pools, what they have, and what is wrong with those that do not answer.")
    static final class Ls extends Verb {
        Ls(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    List.copyOf(api().get("/api/v1/pools").path("items").values()),
                    new Table("name", "engine", "policy", "slice", "open", "nodes", "cpus", "gpus", "connection"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("engine")),
                            Words.text(each.path("policy")),
                            each.path("slice_seconds").asInt() + " s",
                            each.path("open").asBoolean() ? "yes" : "no",
                            Integer.toString(each.path("nodes").size()),
                            sum(each, "cpus"),
                            sum(each, "gpus"),
                            connection(each.path("connection"))));
        }

        private static String connection(JsonNode connection) {
            return switch (connection.path("state").asString("")) {
                case "ANSWERS" -> "answers";
                case "ASKED" -> "is being asked";
                case "REFUSES" -> "check the settings: " + trouble(connection);
                default -> "does not answer: " + trouble(connection);
            };
        }

        private static String trouble(JsonNode connection) {
            return Words.text(connection.path("trouble").path("text"));
        }

        private static String sum(JsonNode pool, String field) {
            return Integer.toString(pool.path("nodes")
                    .valueStream()
                    .mapToInt(node -> node.path(field).asInt())
                    .sum());
        }
    }

    @Command(
            name = "policy",
            description = "Choose by which policy a pool gives out its slots. For administrators.",
            footer = {
                "",
                "  FIFO         first come, first served",
                "  ROUND_ROBIN  the projects in turn",
                "  FAIR_ASHA    fair turns; within a project by rungs of what its sessions reach",
                "  BEST_MODEL   who is most likely to renew the best of its problem, within fair shares",
                "",
                "Example:",
                "  dure pools policy local BEST_MODEL --slice 300"
            })
    static final class PolicyOf extends Verb {
        private enum Name {
            FIFO,
            ROUND_ROBIN,
            FAIR_ASHA,
            BEST_MODEL
        }

        @Parameters(index = "0", paramLabel = "POOL", description = "Its name.")
        String pool = "";

        @Parameters(index = "1", paramLabel = "POLICY", description = "One of ${COMPLETION-CANDIDATES}.")
        Name policy = Name.ROUND_ROBIN;

        @Option(
                names = "--slice",
                paramLabel = "SECONDS",
                description =
                        "For how long a session keeps its slots before others are weighed against it; 0: to its end.")
        @Nullable
        Integer slice;

        PolicyOf(Console console) {
            super(console);
        }

        @Override
        void run() {
            Map<String, Object> change = new LinkedHashMap<>();
            change.put("policy", policy.name());
            if (slice != null) {
                change.put("slice_seconds", slice);
            }
            show(api().put("/api/v1/pools/" + pool, change), each -> say(pool + " gives out slots by " + policy));
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

    @Command(
            name = "rm",
            description = "Remove a pool of which no session waits or runs. What ran in it keeps its history.")
    static final class Rm extends Verb {
        @Parameters(paramLabel = "POOL", description = "Its name.")
        String pool = "";

        Rm(Console console) {
            super(console);
        }

        @Override
        void run() {
            JsonNode gone = api().send("DELETE", "/api/v1/pools/" + Api.encoded(pool), BodyPublishers.noBody());
            show(gone, each -> say(pool + " is no pool any more"));
        }
    }

    @Command(name = "add", description = "Add a cluster, or change one.", synopsisSubcommandLabel = "COMMAND")
    static final class Add {
        private Add() {}
    }

    @Command(
            name = "slurm",
            description = "A Slurm cluster. For administrators; docs/guide/slurm.md leads through it.",
            footer = {
                "",
                "Example:",
                "  dure pools add slurm cluster --shared /shared/dure --server-url http://10.0.0.1:8080 \\",
                "    --default-user dure --flag partition=gpu",
                "  dure pools add slurm cluster … --rest-url http://127.0.0.1:6820 \\",
                "    --rest-token-file /etc/dure/slurm.token --rest-user slurm"
            })
    static final class AddSlurm extends AddPool {
        @Option(
                names = "--shared",
                required = true,
                paramLabel = "FOLDER",
                description = "Seen by this server and by all nodes under the same path.")
        String shared = "";

        @Option(
                names = "--server-url",
                required = true,
                paramLabel = "URL",
                description = "Where the nodes reach this server.")
        String serverUrl = "";

        @Option(names = "--ssh", paramLabel = "USER@HOST", description = "Where the commands run (default: here).")
        @Nullable
        String ssh;

        @Option(names = "--slurm-conf", paramLabel = "FILE", description = "For SLURM_CONF.")
        @Nullable
        String slurmConf;

        @Option(
                names = "--rest-url",
                paramLabel = "URL",
                description = "Of a slurmrestd, in place of the commands, --ssh, --slurm-conf and --site-factor.")
        @Nullable
        String restUrl;

        @Option(
                names = "--rest-token-file",
                paramLabel = "FILE",
                description = "On this server, with the token for slurmrestd, as scontrol token writes it.")
        @Nullable
        String restTokenFile;

        @Option(names = "--rest-user", paramLabel = "USER", description = "Whom that token names.")
        @Nullable
        String restUser;

        @Option(names = "--java", paramLabel = "FOLDER", description = "A JDK on the nodes (default: they get ours).")
        @Nullable
        String java;

        @Option(
                names = "--default-user",
                paramLabel = "USER",
                description = "The cluster's user of accounts without one of their own (default: those may not run).")
        @Nullable
        String defaultUser;

        @Option(names = "--site-factor", paramLabel = "N", description = "Of each job's priority.")
        @Nullable
        Integer siteFactor;

        @Option(
                names = "--gang-network",
                paramLabel = "host",
                description = "Let sessions run on several nodes, whose network their programs then share.")
        @Nullable
        String gangNetwork;

        @Option(names = "--flag", paramLabel = "NAME=VALUE", description = "For sbatch, such as partition=gpu.")
        Map<String, String> flags = new LinkedHashMap<>();

        AddSlurm(Console console) {
            super(console);
        }

        @Override
        void run() {
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("shared_folder", shared);
            settings.put("server_url", serverUrl);
            put(settings, "ssh", ssh);
            put(settings, "slurm_conf", slurmConf);
            put(settings, "rest_url", restUrl);
            put(settings, "rest_token_file", restTokenFile);
            put(settings, "rest_user", restUser);
            put(settings, "java", java);
            put(settings, "default_user", defaultUser);
            put(settings, "site_factor", siteFactor);
            put(settings, "gang_network", gangNetwork);
            settings.put("flags", flags);
            add("SLURM", "Slurm", settings);
        }
    }

    @Command(name = "map", description = "Let an account's sessions run as a user of the cluster.")
    static final class MapAccount extends Verb {
        @Parameters(index = "0", paramLabel = "POOL", description = "Its name.")
        String pool = "";

        @Parameters(index = "1", paramLabel = "ACCOUNT", description = "The account's name.")
        String account = "";

        @Parameters(index = "2", paramLabel = "USER", description = "The user's name on the cluster.")
        String user = "";

        MapAccount(Console console) {
            super(console);
        }

        @Override
        void run() {
            String path = "/api/v1/pools/" + pool;
            Map<String, Object> settings = new LinkedHashMap<>();
            api().get(path).path("settings").properties().forEach(each -> settings.put(each.getKey(), each.getValue()));
            Map<String, Object> users = new LinkedHashMap<>();
            if (settings.get("users") instanceof JsonNode before) {
                before.properties().forEach(each -> users.put(each.getKey(), each.getValue()));
            }
            users.put(account, user);
            settings.put("users", users);
            show(api().put(path, Map.of("settings", settings)), each -> say(account + " runs there as " + user));
        }
    }
}
