package org.dure.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.api.Api;
import org.dure.cli.api.SignIn;
import org.dure.cli.supervise.DemoPlatform;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dure demo`.
@Command(
        name = "demo",
        description = "Walk the whole loop on handwritten digits: data, problem, experiments, champion, service, "
                + "feedback, better data, a better champion, a worse one refused. Starts the platform if it is not up.",
        footer = {"", "The platform runs on afterwards; `dure down` ends it. The demo may be walked again."})
public final class DemoCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Of the platform (default: $DURE_DATA, else data/ beside the script).")
    @Nullable
    Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Of pages and API, where the platform is to be started (default 8080, or a free one).")
    @Nullable
    Integer port;

    @Option(
            names = "--serve-port",
            paramLabel = "PORT",
            description = "Of predictions, where the platform is to be started (default 8081, or a free one).")
    @Nullable
    Integer servePort;

    @Option(names = "--json", description = "End with one line of JSON; what people read goes to the error stream.")
    boolean json;

    public DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path archive = Digits.archive(console.home());
        if (!Files.exists(archive)) {
            throw new CommandFailure("The digits are missing: " + archive);
        }
        PrintStream people = json ? console.err() : console.out();
        Narration told = new Narration(people);
        told.station("up", "Up: the platform on this machine");
        Path folder = new DemoPlatform(console, port, servePort).ensureUp(console.dataFolder(data), told::say);
        SignIn signIn = SignIn.ofDataFolder(folder)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.DENIED,
                        "The demo signs in with " + folder.resolve("admin.token") + ", which cannot be read."));
        told.page(signIn.url());
        Result result = new Walk(Api.withToken(signIn.url(), signIn.token()), told, archive).run();
        double whole = result.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        Result.Predictions predictions = result.predictions();
        people.printf(
                java.util.Locale.ROOT,
                "%nThe loop has turned once in %.0f s: %.1f %% → %.1f %%; %d predictions sent, %d answered, %d lost.%n",
                whole,
                100 * result.champions().getFirst().hiddenAccuracy(),
                100 * result.champions().getLast().hiddenAccuracy(),
                predictions.sent(),
                predictions.answered(),
                predictions.lost());
        people.println(
                "Sign in at " + signIn.url() + " as admin; the password is in " + folder.resolve("admin.password"));
        if (json) {
            console.json(result);
        }
        return ExitCode.DONE;
    }
}
