package org.dure.cli.supervise;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dure.base.CertificateFiles;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dure up`.
@Command(
        name = "up",
        description = "Start the platform on a data folder and keep it alive. Ctrl-C or `dure down` ends it.",
        footer = {
            "",
            "Examples:",
            "  dure up",
            "  dure up --detach --data /srv/dure",
            "  dure up --host 0.0.0.0 --public-url http://dure.example.org:8080",
            "  dure up --host 0.0.0.0 --public-url https://dure.example.org:8080 \\",
            "          --tls-certificate dure.crt --tls-key dure.key"
        })
public final class UpCommand implements Callable<Integer> {

    /// What `--json` prints, and what the demo starts from.
    public record Line(String url, String serveUrl, String admin, String passwordFile, String tokenFile, String data) {

        public static Line of(UpState state, Path data) {
            return new Line(
                    state.url(),
                    state.serveUrl(),
                    "admin",
                    data.resolve("admin.password").toString(),
                    data.resolve("admin.token").toString(),
                    data.toString());
        }
    }

    private final Console console;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Listen on this address (default 127.0.0.1).")
    String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "Of pages and API (default 8080).")
    int port = 8080;

    @Option(names = "--serve-port", paramLabel = "PORT", description = "Of predictions (default 8081).")
    int servePort = 8081;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "Where people reach the pages, if not http://HOST:PORT.")
    @Nullable
    URI publicUrl;

    @Option(
            names = "--serve-url",
            paramLabel = "URL",
            description = "Where people reach predictions, if not http://HOST:SERVE_PORT.")
    @Nullable
    URI serveUrl;

    @Option(
            names = "--apps-url",
            paramLabel = "URL",
            description =
                    "Where people reach web applications inside sessions, such as https://{app}.apps.example.org.")
    @Nullable
    String appsUrl;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Speak TLS: PEM of the certificate and those that lead to its authority.")
    @Nullable
    Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key: PEM of PKCS #8, without a password.")
    @Nullable
    Path tlsKey;

    @Option(
            names = "--local-port",
            paramLabel = "PORT",
            description = "With TLS: where this machine's own programs reach pages and API (default 8082).")
    int localPort = 8082;

    @Option(
            names = "--local-serve-port",
            paramLabel = "PORT",
            description = "With TLS: where this machine's own programs reach predictions (default 8083).")
    int localServePort = 8083;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder that holds everything (default: $DURE_DATA, else data/ beside the script).")
    @Nullable
    Path data;

    @Option(names = "--detach", description = "Return when all is ready; the platform runs on.")
    boolean detach;

    @Option(names = "--json", description = "Print one line of JSON when all is ready.")
    boolean json;

    @Option(names = "--supervise", hidden = true)
    boolean supervise;

    public UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Place place = place();
        if (detach) {
            new DetachedStart(console, place).run(arguments(place));
            announce(place);
            return ExitCode.DONE;
        }
        PrintStream terminal = supervise ? null : console.err();
        Supervisor supervisor = new Supervisor(place, new Programs(console.home()), terminal);
        Runtime.getRuntime().addShutdownHook(new Thread(supervisor::askToEnd, "end"));
        supervisor.run(() -> {
            if (!supervise) {
                announce(place);
            }
        });
        return ExitCode.DONE;
    }

    private Place place() {
        checkPorts(port, servePort);
        Place.Tls tls = tls();
        Path folder = Place.prepareFolder(console.dataFolder(data));
        String name = Place.nameFor(host);
        URI pages = publicUrl != null
                ? publicUrl
                : URI.create((tls == null ? "http" : "https") + "://" + name + ":" + port);
        checkUrl("--public-url", pages);
        String scheme = pages.getScheme();
        String near = publicUrl != null ? pages.getHost() : name;
        URI predictions = serveUrl != null ? serveUrl : URI.create(scheme + "://" + near + ":" + servePort);
        checkUrl("--serve-url", predictions);
        return new Place(folder, host, port, servePort, pages, predictions, appsUrl, tls);
    }

    private Place.@Nullable Tls tls() {
        if (tlsCertificate == null && tlsKey == null) {
            return null;
        }
        if (tlsCertificate == null || tlsKey == null) {
            throw new CommandFailure(ExitCode.USAGE, "--tls-certificate and --tls-key belong together; give both");
        }
        checkPort("--local-port", localPort);
        checkPort("--local-serve-port", localServePort);
        if (Set.of(port, servePort).contains(localPort)
                || Set.of(port, servePort, localPort).contains(localServePort)) {
            throw new CommandFailure(ExitCode.USAGE, "--local-port and --local-serve-port must be ports of their own");
        }
        CertificateFiles files = new CertificateFiles(tlsCertificate.toAbsolutePath(), tlsKey.toAbsolutePath());
        try {
            files.context(Clock.systemUTC());
        } catch (IOException unusable) {
            throw new CommandFailure(String.valueOf(unusable.getMessage()));
        }
        return new Place.Tls(files, localPort, localServePort);
    }

    static void checkPorts(int port, int servePort) {
        checkPort("--port", port);
        checkPort("--serve-port", servePort);
        if (port == servePort) {
            throw new CommandFailure(ExitCode.USAGE, "--port and --serve-port must differ, both are " + port);
        }
    }

    private static void checkPort(String option, int number) {
        if (number < 1 || number > 65_535) {
            throw new CommandFailure(ExitCode.USAGE, option + ": between 1 and 65535, not " + number);
        }
    }

    private static void checkUrl(String option, URI url) {
        boolean right = url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        if (!right) {
            throw new CommandFailure(
                    ExitCode.USAGE, option + ": an address such as http://dure.example.org:8080, not " + url);
        }
    }

    /// Of the supervisor in the background.
    static List<String> arguments(Place place) {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--supervise",
                "--host",
                place.host(),
                "--port",
                String.valueOf(place.port()),
                "--serve-port",
                String.valueOf(place.servePort()),
                "--data",
                place.data().toString(),
                "--public-url",
                place.publicUrl().toString(),
                "--serve-url",
                place.serveUrl().toString()));
        String apps = place.appsUrl();
        if (apps != null) {
            arguments.addAll(List.of("--apps-url", apps));
        }
        Place.Tls tls = place.tls();
        if (tls != null) {
            arguments.addAll(List.of(
                    "--tls-certificate",
                    tls.files().certificate().toString(),
                    "--tls-key",
                    tls.files().key().toString(),
                    "--local-port",
                    String.valueOf(tls.port()),
                    "--local-serve-port",
                    String.valueOf(tls.servePort())));
        }
        return arguments;
    }

    private void announce(Place place) {
        try {
            UpState state = UpState.read(place.data()).orElseThrow();
            Line line = Line.of(state, place.data());
            if (json) {
                console.json(line);
                return;
            }
            console.say("Dure is up at " + line.url() + "  (predictions at " + line.serveUrl() + ")");
            if (state.firstStart()) {
                console.say("Sign in as " + line.admin() + " with the password "
                        + Files.readString(Path.of(line.passwordFile())).strip() + "  (kept in " + line.passwordFile()
                        + "; shown this once)");
            }
        } catch (IOException e) {
            throw new CommandFailure("The data folder cannot be read: " + e.getMessage());
        }
    }
}
