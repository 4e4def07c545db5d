package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// Event files of the real writers, from the package index.
@ServerTest
@Import(Api.class)
class TensorBoardWritersTest {

    @Autowired
    Api api;

    @Test
    @Tag("long")
    void files_of_tensorboard_and_of_tensorboardx_are_read() throws Exception {
        EventFileRun files = EventFileRun.of(api);
        Path target = Path.of("target").toAbsolutePath();
        Path environment = target.resolve("venv-tensorboard");
        String python = environment.resolve("bin/python").toString();
        finish("python3", "-m", "venv", environment.toString());
        assumeTrue(
                finish(python, "-m", "pip", "install", "-q", "tensorboard>=2.20,<3", "tensorboardX>=2.6,<3"),
                "the package index cannot be reached");
        Path script = Files.createTempFile(target, "writers-", ".py");
        try (var in = getClass().getResourceAsStream("/tracking/tensorboard_writers.py")) {
            Files.write(script, in.readAllBytes());
        }
        Path folder = Files.createTempDirectory(target, "events-");
        assertThat(finish(python, script.toString(), folder.toString())).isTrue();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path below = folder.relativize(file);
                files.put(below.subpath(1, below.getNameCount()).toString(), Files.readAllBytes(file));
            }
        }
        JsonNode found = files.read();
        assertThat(EventFileRun.problems(found)).isEmpty();
        assertThat(files.series("train/loss").path("n").intValue()).isEqualTo(1_000);
        assertThat(files.last("train/loss")).isEqualTo((float) 0.001);
        assertThat(files.series("train/loss").path("last").path("ms").longValue())
                .isEqualTo(1_700_000_999_000L);
        assertThat(files.series("train/broken").path("last").path("value").asString())
                .isEqualTo("NaN");
        assertThat(files.series("validation/loss").path("n").intValue()).isEqualTo(100);
        assertThat(files.last("validation/loss")).isEqualTo(24.75);
        assertThat(EventFileRun.keys(found))
                .containsExactly("train/broken", "train/loss", "train/score", "validation/loss");
    }

    private static boolean finish(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        Files.createTempFile("tensorboard-test-", ".txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(600, TimeUnit.SECONDS)).isTrue();
            return process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
