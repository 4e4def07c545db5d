package org.dure.cli.verbs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure secrets …` and `dure hosts …`: what a project's sessions are given beyond their own files.
public final class AccessVerbs {

    private AccessVerbs() {}

    public static CommandLine secrets(Console console) {
        return Secrets.command(console);
    }

    public static CommandLine hosts(Console console) {
        return Hosts.command(console);
    }

    @Command(
            name = "secrets",
            description = "What a project's sessions may read as files at /run/secrets; nobody else reads it back.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Examples:",
                "  dure secrets put HF_TOKEN                    asks for the value",
                "  dure secrets put key.pem --file ./key.pem",
                "  dure run --secret HF_TOKEN -- python3 train.py"
            })
    static final class Secrets {

        private Secrets() {}

        public static CommandLine command(Console console) {
            return new CommandLine(new Secrets())
                    .addSubcommand(new Ls(console))
                    .addSubcommand(new Put(console))
                    .addSubcommand(new Rm(console));
        }

        @Command(name = "ls", description = "Their names, and who has put them when.")
        static final class Ls extends Verb {
            Ls(Console console) {
                super(console);
            }

            @Override
            void run() {
                table(
                        api().list(finder().path("secrets")),
                        new Table("name", "by", "since"),
                        each -> cells(
                                Words.text(each.path("name")),
                                Words.text(each.path("changed_by")),
                                Words.time(each.path("changed_at"))));
            }
        }

        @Command(
                name = "put",
                description = {
                    "Add a secret or replace its value. For managers.",
                    "The value is typed unseen, or read from a file or a pipe: what stands in a command line, everybody sees."
                })
        static final class Put extends Verb {
            @Parameters(paramLabel = "NAME", description = "Of its file at /run/secrets.")
            String name = "";

            @Option(names = "--file", paramLabel = "FILE", description = "Whose whole content is the value.")
            @Nullable
            Path file;

            Put(Console console) {
                super(console);
            }

            @Override
            void run() {
                api().put(finder().path("secrets/" + Api.encoded(name)), Map.of("value", value()));
                say("secret " + name + " is kept");
            }

            private String value() {
                try {
                    if (file != null) {
                        return Files.readString(file);
                    }
                    java.io.Console terminal = System.console();
                    if (terminal != null && terminal.isTerminal()) {
                        char[] typed = terminal.readPassword("Value of %s: ", name);
                        return typed == null ? "" : new String(typed);
                    }
                    String line =
                            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
                    return line == null ? "" : line;
                } catch (IOException unreadable) {
                    throw new CommandFailure(
                            ExitCode.USAGE, "The value cannot be read as text: " + unreadable.getMessage());
                }
            }
        }

        @Command(name = "rm", description = "Remove a secret. For managers.")
        static final class Rm extends Verb {
            @Parameters(paramLabel = "NAME", description = "Its name.")
            String name = "";

            Rm(Console console) {
                super(console);
            }

            @Override
            void run() {
                api().send("DELETE", finder().path("secrets/" + Api.encoded(name)), BodyPublishers.noBody());
                say("secret " + name + " is gone");
            }
        }
    }

    @Command(
            name = "hosts",
            description = "The hosts beyond the platform that a project's sessions may reach; none unless allowed.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example:", "  dure hosts allow huggingface.co '*.huggingface.co'"})
    static final class Hosts {

        private Hosts() {}

        public static CommandLine command(Console console) {
            return new CommandLine(new Hosts())
                    .addSubcommand(new Ls(console))
                    .addSubcommand(new Allow(console))
                    .addSubcommand(new Refuse(console));
        }

        @Command(name = "ls", description = "Those that are allowed.")
        static final class Ls extends Verb {
            Ls(Console console) {
                super(console);
            }

            @Override
            void run() {
                table(List.copyOf(hosts(this).values()), new Table("host"), each -> cells(Words.text(each)));
            }
        }

        @Command(
                name = "allow",
                description = "Allow hosts, on port 443 and 80, to sessions from now on. For managers.")
        static final class Allow extends Verb {
            @Parameters(arity = "1..*", paramLabel = "HOST", description = "name.example.org or *.example.org")
            List<String> hosts = new ArrayList<>();

            Allow(Console console) {
                super(console);
            }

            @Override
            void run() {
                LinkedHashSet<String> all = new LinkedHashSet<>(names(this));
                all.addAll(hosts);
                put(this, List.copyOf(all));
            }
        }

        @Command(name = "refuse", description = "Allow hosts no longer. For managers.")
        static final class Refuse extends Verb {
            @Parameters(arity = "1..*", paramLabel = "HOST", description = "As it was allowed.")
            List<String> hosts = new ArrayList<>();

            Refuse(Console console) {
                super(console);
            }

            @Override
            void run() {
                LinkedHashSet<String> all = new LinkedHashSet<>(names(this));
                hosts.forEach(all::remove);
                put(this, List.copyOf(all));
            }
        }

        private static JsonNode hosts(Verb verb) {
            return verb.api().get(verb.finder().path("network")).path("hosts");
        }

        private static List<String> names(Verb verb) {
            return hosts(verb).valueStream().map(JsonNode::asString).toList();
        }

        private static void put(Verb verb, List<String> hosts) {
            JsonNode answer = verb.api().put(verb.finder().path("network"), Map.of("hosts", hosts));
            verb.show(
                    answer,
                    each -> verb.say(
                            hosts.isEmpty()
                                    ? "sessions reach no host beyond the platform"
                                    : "sessions may reach " + String.join(", ", hosts)));
        }
    }
}
