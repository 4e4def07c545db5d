package org.dure.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dure.base.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The script itself, as a person starts it, on an empty data folder.
@Tag("long")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class DemoTest {

    private static final Path SCRIPT = Path.of("../dure").toAbsolutePath().normalize();

    private Path data;
    private int port;
    private int servePort;

    @BeforeEach
    void folder() throws Exception {
        data = Files.createTempDirectory("dure-demo");
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            port = one.getLocalPort();
            servePort = other.getLocalPort();
        }
    }

    @AfterEach
    void down() throws Exception {
        dure("down");
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void the_whole_loop_turns_twice_on_one_folder_and_loses_no_prediction() throws Exception {
        JsonNode first = walk();
        assertThat(first.path("problem").asString()).isEqualTo("digits");

        JsonNode second = walk();
        assertThat(second.path("problem").asString()).isEqualTo("digits-2");
    }

    private JsonNode walk() throws Exception {
        String line = dure("demo", "--json", "--port", String.valueOf(port), "--serve-port", String.valueOf(servePort))
                .strip();
        assertThat(DemoSchema.errors(line)).isEmpty();
        JsonNode result = Json.MAPPER.readTree(line);
        assertThat(result.path("serve_url").asString()).endsWith(":" + servePort);
        assertThat(result.path("sessions").values())
                .allSatisfy(
                        session -> assertThat(session.path("state").asString()).isEqualTo("SUCCEEDED"));
        assertThat(result.path("champions").path(0).path("hidden_accuracy").asDouble())
                .isGreaterThanOrEqualTo(0.90);
        assertThat(result.path("champions").path(1).path("hidden_accuracy").asDouble())
                .isGreaterThanOrEqualTo(0.97);
        assertThat(result.path("predictions").path("lost").asInt()).isZero();
        assertThat(result.path("predictions").path("sent").asInt()).isGreaterThan(1_000);
        return result;
    }

    /// @return what it printed; what it said to people stands in the test's own log
    private String dure(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString());
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().put("DURE_DATA", data.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", arguments), out)
                .isZero();
        return out;
    }
}
