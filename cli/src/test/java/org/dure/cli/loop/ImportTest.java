package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dure.base.Json;
import org.dure.cli.TestConsole;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `dure import mlflow` from a real MLflow server, filled by its own client; both sides are read by that client and
/// must tell the same.
@Tag("long")
class ImportTest {

    private static final Path ENVIRONMENT = Path.of("target", "venv-mlflow").toAbsolutePath();
    private static final String EXPERIMENT = "digits / 숫자";

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void what_an_mlflow_server_holds_comes_over_although_the_first_import_is_killed() throws Exception {
        assumeTrue(Platform.missing().isEmpty(), "the platform is not built (./dure build)");
        makeEnvironment();
        String from = "http://127.0.0.1:" + freePort();
        Process server = mlflowServer(from);
        try (Platform platform = Platform.start()) {
            await(from);
            String running = python(Map.of("MLFLOW_TRACKING_URI", from), "fill_mlflow.py");

            killHalfway(platform, from);
            TestConsole dure = new TestConsole(folder, signIn(platform));
            assertThat(dure.run("import", "mlflow", "--from", from))
                    .as("one run goes on: %s", dure.err())
                    .isEqualTo(1);
            assertThat(dure.out())
                    .contains("runs " + running + ": it still runs")
                    .contains("experiments given up: it is deleted there")
                    .contains("traces of " + EXPERIMENT + ": ")
                    .contains("models greeting: it is a prompt");
            assertThat(dump(platform.url(), platform.administratorToken(), "default/" + EXPERIMENT, "default.line"))
                    .isEqualTo(dump(from, "", EXPERIMENT, "line"));

            dure.run("import", "mlflow", "--from", from, "--json");
            JsonNode counts = Json.MAPPER.readTree(dure.out()).path("counts");
            assertThat(counts.path("runs").path("brought").asInt()).isZero();
            assertThat(counts.path("runs").path("there").asInt()).isEqualTo(5);
            assertThat(counts.path("model_versions").path("there").asInt()).isEqualTo(1);
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly().waitFor();
        }
    }

    /// Ends an import by `kill -9` as soon as the first run has come.
    private static void killHalfway(Platform platform, String from) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.dure.cli.Dure",
                "import",
                "mlflow",
                "--at-once",
                "1",
                "--from",
                from);
        builder.environment().putAll(signIn(platform));
        Process half = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Await.until(Duration.ofMinutes(1), () -> half.isAlive() && !hasRuns(platform) ? null : true);
        half.destroyForcibly().waitFor();
    }

    private static boolean hasRuns(Platform platform) {
        try {
            HttpURLConnection request =
                    (HttpURLConnection) URI.create(platform.url() + "/api/v1/projects/default/runs?limit=1")
                            .toURL()
                            .openConnection();
            request.setRequestProperty("Authorization", "Bearer " + platform.administratorToken());
            try (var body = request.getInputStream()) {
                return !Json.MAPPER.readTree(body).path("items").isEmpty();
            }
        } catch (IOException e) {
            throw new AssertionError("the platform does not answer", e);
        }
    }

    private static Map<String, String> signIn(Platform platform) throws IOException {
        return Map.of("DURE_URL", platform.url(), "DURE_TOKEN", platform.administratorToken());
    }

    private JsonNode dump(String url, String token, String experiment, String model) throws Exception {
        return Json.MAPPER.readTree(python(
                Map.of("MLFLOW_TRACKING_URI", url, "MLFLOW_REGISTRY_URI", url, "MLFLOW_TRACKING_TOKEN", token),
                "dump_mlflow.py",
                experiment,
                model));
    }

    /// The last line that a script of the test's resources prints.
    private String python(Map<String, String> environment, String script, String... arguments) throws Exception {
        Path file = folder.resolve(script);
        try (var in = ImportTest.class.getResourceAsStream("/" + script)) {
            Files.write(file, in.readAllBytes());
        }
        List<String> command =
                new ArrayList<>(List.of(ENVIRONMENT.resolve("bin/python").toString(), "-X", "utf8", file.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        environment.forEach((name, value) -> {
            if (!value.isEmpty()) {
                builder.environment().put(name, value);
            }
        });
        return finish(builder).lines().reduce((before, last) -> last).orElse("");
    }

    private Process mlflowServer(String url) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                ENVIRONMENT.resolve("bin/mlflow").toString(),
                "server",
                "--host",
                "127.0.0.1",
                "--port",
                url.substring(url.lastIndexOf(':') + 1),
                "--workers",
                "1",
                "--backend-store-uri",
                "sqlite:///" + folder.resolve("mlflow.db"),
                "--artifacts-destination",
                folder.resolve("artifacts").toString());
        builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
        builder.environment().merge("PATH", ENVIRONMENT.resolve("bin").toString(), (path, first) -> first + ":" + path);
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("mlflow.log").toFile())
                .start();
    }

    private static void await(String url) throws Exception {
        Object answered = Await.until(Duration.ofMinutes(3), () -> {
            try {
                URI.create(url + "/health").toURL().openStream().close();
                return true;
            } catch (IOException notYet) {
                return null;
            }
        });
        assertThat(answered).as("MLflow's server answers").isNotNull();
    }

    private static void makeEnvironment() throws Exception {
        if (Files.exists(ENVIRONMENT.resolve("ready"))) {
            return;
        }
        finish(new ProcessBuilder("python3", "-m", "venv", ENVIRONMENT.toString()));
        finish(new ProcessBuilder(
                ENVIRONMENT.resolve("bin/pip").toString(), "install", "--quiet", "mlflow>=3,<4", "scikit-learn"));
        Files.createFile(ENVIRONMENT.resolve("ready"));
    }

    private static String finish(ProcessBuilder builder) throws Exception {
        builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
        Path errors = Files.createTempFile("import-test-", ".err");
        try {
            Process process = builder.redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            assertThat(code)
                    .as("%s: %s%s", builder.command(), output, Files.readString(errors))
                    .isZero();
            return output;
        } finally {
            Files.delete(errors);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
