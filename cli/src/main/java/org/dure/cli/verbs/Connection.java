package org.dure.cli.verbs;

import org.dure.cli.Console;
import org.dure.cli.api.Api;
import org.dure.cli.api.Finder;
import org.dure.cli.api.SignIn;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every verb of the API has in common: `--project` and `--json`.
public final class Connection {

    private final Console console;
    private @Nullable Api api;

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "Name or id (default: the only one, else the one named default).")
    @Nullable
    String project;

    @Option(names = "--json", description = "Print JSON, for programs.")
    public boolean json;

    public Connection(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    public Api api() {
        Api made = api;
        if (made == null) {
            SignIn signIn = SignIn.find(console.environment());
            made = Api.withToken(signIn.url(), signIn.token());
            api = made;
        }
        return made;
    }

    public Finder finder() {
        return Finder.in(api(), project);
    }
}
