package org.dure.cli.verbs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.SignIn;
import org.dure.cli.mlflow.CountLine;
import org.dure.cli.mlflow.ImportReport;
import org.dure.cli.mlflow.MlflowImport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dure import …`.
@Command(
        name = "import",
        description = "Bring over what another platform holds.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  dure import mlflow --from http://mlflow.example.org:5000 --project vision"})
public final class ImportVerbs {

    private static final int NOT_BROUGHT_SHOWN = 50;

    private ImportVerbs() {}

    public static CommandLine command(Console console) {
        return new CommandLine(new ImportVerbs()).addSubcommand(new Mlflow(console));
    }

    @Command(
            name = "mlflow",
            description = {
                "Bring experiments, runs, metrics, files and models from a running MLflow server.",
                "It may be stopped and started again: what is here already is passed over.",
                "Prompts, traces and deleted experiments stay where they are.",
                "Exit code 1 where something failed that another try may bring."
            })
    static final class Mlflow extends Verb {

        @Option(names = "--from", paramLabel = "URI", required = true, description = "The MLflow server.")
        String from = "";

        @Option(names = "--experiment", paramLabel = "NAME", description = "Only this one; may be given again.")
        List<String> experiments = List.of();

        @Option(names = "--no-files", description = "Leave the files of runs and models where they are.")
        boolean noFiles;

        @Option(
                names = "--at-once",
                paramLabel = "N",
                defaultValue = "4",
                description = "Runs copied at a time, 1 to 32 (default: ${DEFAULT-VALUE}).")
        int atOnce;

        @Option(names = "--token-file", paramLabel = "FILE", description = "Holds the token for the MLflow server.")
        @Nullable
        Path tokenFile;

        @Option(names = "--username", paramLabel = "NAME", description = "At the MLflow server.")
        @Nullable
        String username;

        @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the password for --username.")
        @Nullable
        Path passwordFile;

        Mlflow(Console console) {
            super(console);
        }

        @Override
        void run() {
            if (!from.matches("https?://[^/]+.*")) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--from takes an address such as http://host:5000, not " + from);
            }
            if (atOnce < 1 || atOnce > 32) {
                throw new CommandFailure(ExitCode.USAGE, "--at-once takes 1 to 32, not " + atOnce);
            }
            SignIn signIn = SignIn.find(connection.console().environment());
            String project = api().get(finder().path("").replaceAll("/$", ""))
                    .path("name")
                    .asString();
            CountLine line = new CountLine(connection.console());
            ImportReport report;
            try {
                report = new MlflowImport(
                                from,
                                authorization(),
                                signIn.url(),
                                "Bearer " + signIn.token(),
                                project,
                                new MlflowImport.Choice(experiments, !noFiles, atOnce),
                                line::show)
                        .run();
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
            }
            print(report);
            if (!report.isWhole()) {
                throw new CommandFailure(
                        ExitCode.FAILED, "Not everything came over; the same command once more goes on.");
            }
        }

        private void print(ImportReport report) {
            if (connection.json) {
                Map<String, ImportReport.Count> counts = new TreeMap<>();
                report.counts().forEach((kind, count) -> counts.put(words(kind).replace(' ', '_'), count));
                connection.console().json(Map.of("counts", counts, "not_brought", report.notBrought()));
                return;
            }
            Table table = new Table("what", "brought", "there before");
            report.counts()
                    .forEach((kind, count) ->
                            table.row(words(kind), String.valueOf(count.brought()), String.valueOf(count.there())));
            table.print(connection.console().out());
            List<ImportReport.NotBrought> missing = report.notBrought();
            if (!missing.isEmpty()) {
                say("");
                say("Not brought (" + missing.size() + "):");
            }
            missing.stream()
                    .limit(NOT_BROUGHT_SHOWN)
                    .forEach(each -> say("  " + words(each.kind()) + " " + each.which() + ": " + each.reason()));
            if (missing.size() > NOT_BROUGHT_SHOWN) {
                say("  … --json shows all");
            }
        }

        private static String words(ImportReport.Kind kind) {
            return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "s";
        }

        private String authorization() {
            if (tokenFile != null) {
                return "Bearer " + secret(tokenFile);
            }
            if (username == null) {
                return "";
            }
            if (passwordFile == null) {
                throw new CommandFailure(ExitCode.USAGE, "--username needs --password-file");
            }
            byte[] pair = (username + ":" + secret(passwordFile)).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        private static String secret(Path file) {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new CommandFailure(ExitCode.USAGE, "The file " + file + " cannot be read.");
            }
        }
    }
}
