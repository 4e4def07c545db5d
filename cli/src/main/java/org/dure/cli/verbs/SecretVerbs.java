package org.dure.cli.verbs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// `dure secrets …`.
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
public final class SecretVerbs {

    private SecretVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new SecretVerbs())
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
                String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
                return line == null ? "" : line;
            } catch (IOException unreadable) {
                throw new CommandFailure(ExitCode.USAGE, "The value cannot be read as text: " + unreadable.getMessage());
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
