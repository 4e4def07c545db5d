package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// The real MLflow clients from the package index, unmodified. Each lives in an environment below `target`, made once;
/// where the index cannot be reached the test says so and is skipped.
@ServerTest
@Import(Api.class)
class PythonClientTest {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private static final String[] NEWEST = {"mlflow-skinny>=3,<4", "pandas"};

    /// Both in one environment, since PyTorch takes some GB.
    private static final String[] TORCH = {"mlflow-skinny>=3,<4", "pandas", "pytorch-lightning", "transformers[torch]"};

    @Autowired
    Api api;

    private Api.Caller member;

    @BeforeEach
    void a_member_of_one_project() {
        member = api.member(api.newProject(), "MEMBER");
    }

    @Test
    void the_newest_client_works_unchanged() throws Exception {
        JsonNode run = run(environment("mlflow-3", NEWEST), "client.py", tokenOf(member));
        assertThat(run.path("metrics").path("many").path("value").doubleValue()).isEqualTo(999);
        assertThat(run.path("status").asString()).isEqualTo("FAILED");
    }

    @Test
    void the_newest_clients_traces_are_kept_and_found() throws Exception {
        JsonNode run = run(environment("mlflow-3", NEWEST), "traces_client.py", tokenOf(member));
        assertThat(run.path("status").asString()).isEqualTo("FINISHED");
    }

    @Test
    void the_newest_client_keeps_what_it_judges_by() throws Exception {
        JsonNode run = run(environment("mlflow-3", NEWEST), "evaluation_client.py", tokenOf(member));
        assertThat(run.path("status").asString()).isEqualTo("FINISHED");
    }

    /// From 1.30 on OpenTelemetry's library drops the traces of MLflow 2.
    @Test
    @Tag("long")
    void traces_of_the_version_before_are_kept_and_found() throws Exception {
        JsonNode run = run(
                environment("mlflow-2-traces", "mlflow-skinny>=2.22,<3", "setuptools<80", "opentelemetry-sdk==1.27.*"),
                "traces_client.py",
                tokenOf(member));
        assertThat(run.path("status").asString()).isEqualTo("FINISHED");
    }

    @Test
    @Tag("long")
    void a_client_of_the_version_before_works_unchanged() throws Exception {
        JsonNode run =
                run(environment("mlflow-2", "mlflow-skinny>=2,<3", "setuptools<80"), "client.py", tokenOf(member));
        assertThat(run.path("params").path("lr").asString()).isEqualTo("0.1");
    }

    @Test
    @Tag("long")
    void scikit_learn_logs_by_itself() throws Exception {
        JsonNode run =
                run(environment("mlflow-whole", "mlflow>=3,<4", "scikit-learn"), "sklearn_client.py", tokenOf(member));
        assertThat(run.path("status").asString()).isEqualTo("FINISHED");
    }

    @Test
    @Tag("long")
    void lightning_logs_by_its_own_logger() throws Exception {
        JsonNode run = run(environment("torch", TORCH), "lightning_client.py", tokenOf(member));
        assertThat(run.path("status").asString()).isEqualTo("FINISHED");
    }

    @Test
    @Tag("long")
    void transformers_log_by_their_own_callback() throws Exception {
        JsonNode run = run(environment("torch", TORCH), "transformers_client.py", tokenOf(member));
        assertThat(run.path("status").asString()).isEqualTo("FINISHED");
    }

    @Test
    void the_newest_client_finds_its_model_registry() throws Exception {
        run(environment("mlflow-3", NEWEST), "registry_client.py", tokenOf(member));
    }

    @Test
    void the_newest_client_is_told_of_what_happens_to_its_models() throws Exception {
        member = api.member(api.newProject(), "MANAGER");
        run(environment("mlflow-3", NEWEST), "webhook_client.py", tokenOf(member));
    }

    @Test
    @Tag("long")
    void the_client_of_the_version_before_finds_its_model_registry() throws Exception {
        run(environment("mlflow-2", "mlflow-skinny>=2,<3", "setuptools<80"), "registry_client.py", tokenOf(member));
    }

    @Test
    @Tag("long")
    void a_registered_model_is_loaded_by_its_alias() throws Exception {
        run(
                environment("mlflow-whole", "mlflow>=3,<4", "scikit-learn"),
                "registered_sklearn_client.py",
                tokenOf(member));
    }

    /// As those clients send a person's token without the token variable: as the password of anybody.
    @Test
    void basic_authentication_with_a_token_works_too() throws Exception {
        JsonNode run = run(
                environment("mlflow-3", NEWEST),
                "client.py",
                Map.of("MLFLOW_TRACKING_USERNAME", "token", "MLFLOW_TRACKING_PASSWORD", member.token()));
        assertThat(run.path("params").path("lr").asString()).isEqualTo("0.1");
    }

    private static Map<String, String> tokenOf(Api.Caller caller) {
        return Map.of("MLFLOW_TRACKING_TOKEN", caller.token());
    }

    /// Runs a script and returns the run whose id it prints last.
    private JsonNode run(Path environment, String script, Map<String, String> credentials) throws Exception {
        Path file = Files.createTempFile(TARGET, "client-", ".py");
        try (var in = getClass().getResourceAsStream("/tracking/" + script)) {
            Files.write(file, in.readAllBytes());
        }
        ProcessBuilder builder =
                new ProcessBuilder(environment.resolve("bin/python").toString(), "-X", "utf8", file.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("MLFLOW_") || name.startsWith("DATABRICKS_"));
        builder.environment().putAll(credentials);
        builder.environment().put("MLFLOW_TRACKING_URI", api.uri("").toString());
        builder.environment().put("MLFLOW_REGISTRY_URI", api.uri("").toString());
        builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
        builder.environment().put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
        builder.environment().put("NO_PROXY", "127.0.0.1");
        String output = finish(builder.directory(TARGET.toFile()), 300, "the client " + script);
        List<String> ids =
                output.lines().filter(line -> line.matches("[0-9a-f]{32}")).toList();
        return member.get("/api/v1/runs/" + ids.getLast()).expect(200).json();
    }

    private static Path environment(String name, String... packages) throws Exception {
        Path environment = TARGET.resolve("venv-" + name);
        Path ready = environment.resolve("ready");
        if (Files.exists(ready) && Files.readString(ready).equals(Arrays.toString(packages))) {
            return environment;
        }
        finish(new ProcessBuilder("python3", "-m", "venv", environment.toString()), 120, "python3 -m venv");
        List<String> install = Stream.concat(
                        Stream.of(
                                environment.resolve("bin/python").toString(),
                                "-m",
                                "pip",
                                "install",
                                "-q",
                                "--no-compile"),
                        Stream.of(packages))
                .toList();
        Process reach = new ProcessBuilder(
                        environment.resolve("bin/python").toString(),
                        "-m",
                        "pip",
                        "download",
                        "-q",
                        "--no-deps",
                        "-d",
                        Files.createTempDirectory(TARGET, "reach-").toString(),
                        packages[0])
                .redirectErrorStream(true)
                .start();
        String words = new String(reach.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (reach.waitFor() != 0) {
            System.out.println("Skipped: the package index cannot be reached for " + packages[0] + ": " + words);
        }
        assumeTrue(reach.exitValue() == 0, "the package index cannot be reached");
        finish(new ProcessBuilder(install), 1_800, "pip install");
        Files.writeString(ready, Arrays.toString(packages));
        return environment;
    }

    private static String finish(ProcessBuilder builder, int secondsMost, String what)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(TARGET, "output-", ".txt");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean left = process.waitFor(secondsMost, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(left).as(what + " takes too long: " + text).isTrue();
        assertThat(process.exitValue()).as(what + ": " + text).isZero();
        return text;
    }
}
