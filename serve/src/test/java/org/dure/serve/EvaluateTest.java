package org.dure.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.dure.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EvaluateTest {

    private static final Path MODELS = FakeServer.models();

    @TempDir
    private Path folder;

    private record Run(int code, String said) {}

    private static Run evaluate(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx256m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Evaluate.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Evaluate.ENVIRONMENT);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), said);
    }

    private Path modelWith(String onnx) throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.copy(MODELS.resolve(onnx), model.resolve("model.onnx"));
        Files.copy(MODELS.resolve("digits-1/signature.json"), model.resolve("signature.json"));
        return model;
    }

    private Path digit(String path) throws IOException {
        Digits digit = Digits.one();
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64; i++) {
            image.getRaster().setSample(i % 8, i / 8, 0, digit.grey().get(i));
        }
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void pictures_are_scored_in_the_order_of_their_paths_as_scikit_learn_scores_them() throws Exception {
        Digits expected = Digits.one();
        digit("data/9/b.png");
        digit("data/0/a.png");
        for (int i = 0; i < 70; i++) {
            digit("data/many/%03d.png".formatted(i));
        }
        Files.writeString(folder.resolve("data/readme.txt"), "no picture");
        Path output = folder.resolve("predictions.json");
        Run run = evaluate(
                "--model",
                MODELS.resolve("digits-1").toString(),
                "--data",
                folder.resolve("data").toString(),
                "--output",
                output.toString());
        assertThat(run.code()).as(run.said()).isZero();
        JsonNode written = Json.MAPPER.readTree(Files.readAllBytes(output));
        assertThat(written.get("labels").size()).isEqualTo(10);
        assertThat(written.get("latency_us_median").asLong()).isPositive();
        JsonNode predictions = written.get("predictions");
        assertThat(predictions.size()).isEqualTo(72);
        assertThat(predictions.get(0).get("path").asString()).isEqualTo("0/a.png");
        assertThat(predictions.get(1).get("path").asString()).isEqualTo("9/b.png");
        for (JsonNode prediction : predictions) {
            assertThat(prediction.get("label").asString()).isEqualTo(expected.className());
            for (int i = 0; i < 10; i++) {
                assertThat(prediction.get("scores").get(i).asDouble())
                        .isCloseTo(expected.probabilities().get(i), within(1e-5));
            }
        }
    }

    @Test
    void a_bad_model_ends_with_2_and_the_reason() throws Exception {
        digit("data/0/a.png");
        String data = folder.resolve("data").toString();
        String output = folder.resolve("out.json").toString();
        Run run = evaluate(
                "--model", modelWith("broken/not-a-number.onnx").toString(), "--data", data, "--output", output);
        assertThat(run.code()).isEqualTo(Evaluate.BAD_MODEL);
        assertThat(run.said()).contains("evaluation failed: ", "no finite numbers");
        assertThat(folder.resolve("out.json")).doesNotExist();
        run = evaluate("--model", data, "--data", data, "--output", output);
        assertThat(run.code()).isEqualTo(Evaluate.BAD_MODEL);
        assertThat(run.said()).contains("no signature.json");
        run = evaluate("--model", MODELS.resolve("echo").toString(), "--data", data, "--output", output);
        assertThat(run.said()).contains("task is tensor");
    }

    @Test
    void bad_data_ends_with_3_and_the_pictures_name() throws Exception {
        digit("data/0/a.png");
        Files.writeString(folder.resolve("data/0/b.png"), "no picture");
        String model = MODELS.resolve("digits-1").toString();
        String output = folder.resolve("out.json").toString();
        Run run = evaluate("--model", model, "--data", folder.resolve("data").toString(), "--output", output);
        assertThat(run.code()).isEqualTo(Evaluate.BAD_DATA);
        assertThat(run.said()).contains("0/b.png");
        run = evaluate("--model", model, "--data", folder.resolve("nowhere").toString(), "--output", output);
        assertThat(run.code()).isEqualTo(Evaluate.BAD_DATA);
    }

    @Test
    void a_check_loads_the_package_and_no_more() throws Exception {
        Run good = evaluate("--model", MODELS.resolve("digits-2").toString(), "--check");
        assertThat(good.code()).as(good.said()).isZero();
        Run bad = evaluate("--model", modelWith("broken/narrow.onnx").toString(), "--check");
        assertThat(bad.code()).isEqualTo(Evaluate.BAD_MODEL);
        assertThat(bad.said()).contains("shape [-1, 32]");
        assertThat(evaluate("--modell", "x").code()).isEqualTo(64);
    }
}
