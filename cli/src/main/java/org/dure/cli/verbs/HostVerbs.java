package org.dure.cli.verbs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.dure.cli.Console;
import org.dure.cli.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure hosts …`.
@Command(
        name = "hosts",
        description = "The hosts beyond the platform that a project's sessions may reach; none unless allowed.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  dure hosts allow huggingface.co '*.huggingface.co'"})
public final class HostVerbs {

    private HostVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new HostVerbs())
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

    @Command(name = "allow", description = "Allow hosts, on port 443 and 80, to sessions from now on. For managers.")
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
        verb.show(answer, each -> verb.say(
                hosts.isEmpty()
                        ? "sessions reach no host beyond the platform"
                        : "sessions may reach " + String.join(", ", hosts)));
    }
}
