package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dure.base.Json;
import org.dure.cli.TestConsole;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// An ordinary scikit-learn program, which knows the `mlflow` client and `skl2onnx` and nothing of Dure but two
/// folders,
/// goes the whole way: session, run, model, evaluation, champion, endpoint. Its environment comes from the package
/// index.
@Tag("long")
class ScikitLearnTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void an_unmodified_program_of_scikit_learn_becomes_a_served_model() throws Exception {
        assumeTrue(Platform.missing().isEmpty(), "the platform is not built (./dure build)");
        Path program = Files.createDirectory(folder.resolve("program"));
        for (String file : new String[] {"sklearn_digits.py", "requirements.txt"}) {
            Files.copy(HOME.resolve("sdk/python/examples").resolve(file), program.resolve(file));
        }
        try (Platform platform = Platform.start()) {
            TestConsole dure = new TestConsole(
                    folder, Map.of("DURE_URL", platform.url(), "DURE_TOKEN", platform.administratorToken()));
            succeeds(dure, "data", "create", "digits");
            succeeds(
                    dure,
                    "data",
                    "put",
                    "digits",
                    HOME.resolve("demo/digits/digits.zip").toString());
            succeeds(dure, "problems", "create", "which-digit", "--data", "digits");
            String log = succeeds(
                    dure,
                    "run",
                    program.toString(),
                    "--data",
                    "digits@1",
                    "--problem",
                    "which-digit",
                    "--follow",
                    "--",
                    "python3",
                    "sklearn_digits.py");
            assertThat(log).contains("validation accuracy");

            JsonNode champion = champion(platform);
            assertThat(champion.path("hidden_accuracy").asDouble()).isGreaterThan(0.9);
            assertThat(champion.path("lineage").path("parameters").propertyNames())
                    .as("what the program logged through the mlflow client")
                    .isNotEmpty();

            succeeds(dure, "deploy", "which-digit", "--endpoint", "digits");
            String answer = succeeds(dure, "predict", "digits", seven().toString(), "--json");
            assertThat(answer).contains("\"7\"");
            assertThat(platform.down()).as("what still runs after down").isEmpty();
        }
    }

    private static String succeeds(TestConsole dure, String... words) {
        int code = dure.run(words);
        assertThat(code)
                .as("%s: %s %s", String.join(" ", words), dure.out(), dure.err())
                .isZero();
        return dure.out();
    }

    /// Waits for the evaluation, which is a session of its own.
    private static JsonNode champion(Platform platform) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(platform.url() + "/api/v1/projects/default/model-versions"))
                .header("Authorization", "Bearer " + platform.administratorToken())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            JsonNode found = Await.until(Duration.ofMinutes(2), () -> champion(http, request));
            assertThat(found).as("a champion").isNotNull();
            return found;
        }
    }

    private static @Nullable JsonNode champion(HttpClient http, HttpRequest request) {
        try {
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return Json.MAPPER.readTree(answer).path("items").values().stream()
                    .filter(version -> version.path("champion").asBoolean())
                    .findFirst()
                    .orElse(null);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("the platform does not answer", e);
        }
    }

    /// A picture that the program has not seen.
    private Path seven() throws Exception {
        try (var zip = FileSystems.newFileSystem(HOME.resolve("demo/digits/digits.zip"));
                var files = Files.list(zip.getPath("stream/7"))) {
            Path picture = files.sorted().findFirst().orElseThrow();
            return Files.copy(picture, folder.resolve("seven.png"));
        }
    }
}
