package org.dure.cli.verbs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.dure.cli.api.Predictor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dure predict`.
@Command(
        name = "predict",
        description = "Ask an endpoint for the class of pictures.",
        footer = {
            "",
            "Without --key a right of five minutes is asked of the platform (as the try-it page does).",
            "Example:",
            "  dure predict digits seven.png eight.png"
        })
public final class PredictVerb extends Verb {

    private static final int SHOWN = 3;

    @Parameters(index = "0", paramLabel = "ENDPOINT", description = "Name or id.")
    String endpoint = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "PNG, JPEG, BMP or GIF.")
    List<Path> images = List.of();

    @Option(names = "--key", paramLabel = "KEY", description = "An API key (default: the variable DURE_API_KEY).")
    @Nullable
    String key;

    @Option(
            names = "--consent",
            paramLabel = "PURPOSE",
            description = "Agree to the pictures being kept for this purpose.")
    @Nullable
    String consent;

    public PredictVerb(Console console) {
        super(console);
    }

    @Override
    void run() {
        JsonNode found = finder().find("endpoint", endpoint);
        JsonNode access = api().post("/api/v1/endpoints/" + found.path("id").asString() + "/try-token", Map.of());
        String secret = key != null ? key : connection.console().environment().get("DURE_API_KEY");
        Api serve = Api.withToken(
                access.path("serve_url").asString(),
                secret != null ? secret : access.path("token").asString());
        Predictor predictor = new Predictor(serve, found.path("name").asString(), Predictor.signatureOf(api(), found));
        Table table = new Table("picture", "class", "probabilities");
        for (Path image : images) {
            Predictor.Answer answer = answer(predictor, image);
            if (connection.json) {
                connection.console().json(line(image, answer));
            } else {
                table.row(image.toString(), answer.label(), shown(answer));
            }
        }
        if (!connection.json) {
            table.print(connection.console().out());
        }
    }

    private Predictor.Answer answer(Predictor predictor, Path image) {
        try {
            return predictor.ask(Files.readAllBytes(image), consent);
        } catch (java.nio.file.NoSuchFileException absent) {
            throw new CommandFailure(ExitCode.USAGE, "There is no file " + image + ".");
        } catch (IOException e) {
            throw new CommandFailure(image + " " + e.getMessage());
        }
    }

    private static Map<String, Object> line(Path image, Predictor.Answer answer) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("picture", image.toString());
        line.put("class", answer.label());
        line.put("scores", answer.scores());
        line.put("request_id", answer.requestId());
        line.put("model_version", answer.modelVersion());
        return line;
    }

    private static String shown(Predictor.Answer answer) {
        return String.join(
                "  ",
                answer.scores().entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .limit(SHOWN)
                        .map(each -> String.format(Locale.ROOT, "%s %.3f", each.getKey(), each.getValue()))
                        .toList());
    }
}
