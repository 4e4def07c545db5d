package org.dure.cli.login;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.api.Api;
import org.dure.cli.api.SignIn;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `dure login`.
@Command(
        name = "login",
        description = "Sign in, for the commands to come. Kept in ~/.config/dure/config.json (mode 600).",
        footer = {
            "",
            "The variables DURE_URL and DURE_TOKEN stand above what is kept.",
            "Examples:",
            "  dure login --url https://dure.example.org --name kim",
            "  dure login --token - < token.txt",
            "  dure login --data /srv/dure"
        })
public final class LoginCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--url", paramLabel = "URL", description = "Of the platform (default " + SignIn.DEFAULT_URL + ").")
    @Nullable
    String url;

    @ArgGroup(multiplicity = "1")
    Word word = new Word();

    /// By what one signs in.
    static final class Word {
        @Option(
                names = "--token",
                paramLabel = "TOKEN",
                description = "An API token (made on the page of your account); - reads it from the input.")
        @Nullable
        String token;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "Your name; the password is asked for, and a token for this machine is issued.")
        @Nullable
        String name;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "As the administrator of the platform on this data folder, if you may read it.")
        @Nullable
        Path data;
    }

    public LoginCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        SignIn signIn = signIn();
        JsonNode me = Api.withToken(signIn.url(), signIn.token()).get("/api/v1/me");
        signIn.keep(console.environment());
        console.say("Signed in at " + signIn.url() + " as " + me.path("name").asString() + "; kept in "
                + SignIn.file(console.environment()));
        return ExitCode.DONE;
    }

    private SignIn signIn() throws IOException {
        String address = url == null ? SignIn.DEFAULT_URL : url;
        Path data = word.data;
        if (data != null) {
            SignIn local = SignIn.ofDataFolder(data.toAbsolutePath())
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.DENIED, "No platform of yours stands on " + data + " (no admin.token to read)."));
            return url == null ? local : new SignIn(address, local.token());
        }
        String token = word.token;
        if (token != null) {
            return new SignIn(address, token.equals("-") ? line() : token.strip());
        }
        String name = String.valueOf(word.name);
        JsonNode issued = Api.withPassword(address, name, password(name))
                .post("/api/v1/tokens", Map.of("name", "dure command on " + machine()));
        return new SignIn(address, issued.path("secret").asString());
    }

    private String password(String name) throws IOException {
        java.io.Console terminal = System.console();
        if (terminal == null || !terminal.isTerminal()) {
            return line();
        }
        char[] typed = terminal.readPassword("Password of %s: ", name);
        if (typed == null) {
            throw new CommandFailure("No password was given.");
        }
        return new String(typed);
    }

    private static String line() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isBlank()) {
            throw new CommandFailure(ExitCode.USAGE, "Nothing stands on the input.");
        }
        return line.strip();
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "a machine without a name";
        }
    }
}
