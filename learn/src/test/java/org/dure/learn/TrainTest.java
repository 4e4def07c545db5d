package org.dure.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dure.base.Json;
import org.dure.base.model.Signature;
import org.dure.learn.image.ImageFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as its users meet it: arguments in; lines, files and an exit code out.
class TrainTest {

    @TempDir
    static Path digits;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void unpack() throws Exception {
        Digits.unpack(digits);
    }

    @Test
    void three_hundred_digits_are_enough_for_ninety_three_of_a_hundred() throws Exception {
        assertThat(train()).isEqualTo(Train.DONE);
        try (OnnxModel model = OnnxModel.of(folder.resolve("output/model/model.onnx"))) {
            assertThat(model.accuracy(ImageFolder.read(digits, "hidden", null))).isGreaterThan(0.93);
        }
        assertThat(lines()).filteredOn(line -> line.startsWith("dure: ")).hasSize(30);
        var last = Json.MAPPER.readTree(lines().stream()
                .filter(line -> line.startsWith("dure: "))
                .toList()
                .getLast()
                .substring(6));
        assertThat(last.get("step").asInt()).isEqualTo(30);
        assertThat(last.get("validation_accuracy").asDouble()).isBetween(0.8, 1.0);
    }

    @Test
    void the_package_says_what_goes_in_and_what_comes_out() throws Exception {
        assertThat(train("--epochs", "1")).isEqualTo(Train.DONE);
        Signature signature = Json.MAPPER.readValue(
                Files.readAllBytes(folder.resolve("output/model/signature.json")), Signature.class);
        assertThat(signature.format()).isEqualTo(Signature.FORMAT);
        assertThat(signature.inputs()).containsExactly(new Signature.Tensor("image", "FP32", List.of(-1L, 1L, 8L, 8L)));
        assertThat(signature.outputs())
                .containsExactly(new Signature.Tensor("probabilities", "FP32", List.of(-1L, 10L)));
        assertThat(signature.labels()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(signature.image()).isEqualTo(new Signature.ImageInput(8, 8, 1, 1 / 255.0, 0));
        Signature.Range range = signature.trainingRanges().get("image");
        assertThat(range.min()).isZero();
        assertThat(range.max()).isEqualTo(1);
        assertThat(range.mean()).isBetween(0.2, 0.4);
        assertThat(range.standardDeviation()).isBetween(0.3, 0.45);
    }

    @Test
    void patience_ends_the_training_early() throws Exception {
        assertThat(train("--epochs", "1000", "--patience", "2", "--learning-rate", "0.02"))
                .isEqualTo(Train.DONE);
        assertThat(lines()).filteredOn(line -> line.startsWith("dure: ")).hasSizeLessThan(200);
        assertThat(folder.resolve("output/model/model.onnx")).exists();
    }

    @Test
    void a_stopped_training_goes_on_to_the_same_model() throws Exception {
        assertThat(train("--epochs", "4")).isEqualTo(Train.DONE);
        byte[] straight = Files.readAllBytes(folder.resolve("output/model/model.onnx"));

        String[] arguments = arguments(
                "--epochs", "4", "--checkpoint", folder.resolve("checkpoint").toString());
        int[] batches = {0};
        assertThat(Train.run(arguments, Map.of(), printer(out), printer(err), () -> ++batches[0] > 20))
                .isEqualTo(Train.STOPPED);
        assertThat(folder.resolve("checkpoint/.ready")).exists();
        out.reset();
        assertThat(Train.run(arguments, Map.of(), printer(out), printer(err), () -> false))
                .isEqualTo(Train.DONE);
        assertThat(lines()).contains("Going on after epoch 2, from the checkpoint");
        assertThat(Files.readAllBytes(folder.resolve("output/model/model.onnx")))
                .isEqualTo(straight);
    }

    @Test
    void settings_are_logged_to_the_tracking_server() throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/2.0/mlflow/runs/log-batch", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try {
            Map<String, String> environment = Map.of(
                    "MLFLOW_TRACKING_URI",
                    "http://127.0.0.1:" + server.getAddress().getPort(),
                    "MLFLOW_RUN_ID",
                    "run-1");
            assertThat(Train.run(arguments("--epochs", "1"), environment, printer(out), printer(err), () -> false))
                    .isEqualTo(Train.DONE);
        } finally {
            server.stop(0);
        }
        var body = Json.MAPPER.readTree(bodies.getFirst());
        assertThat(body.get("run_id").asString()).isEqualTo("run-1");
        assertThat(bodies.getFirst())
                .contains("{\"key\":\"channels\",\"value\":\"32,64\"}")
                .contains("{\"key\":\"epochs\",\"value\":\"1\"}");
    }

    @Test
    void a_tracking_server_that_does_not_answer_stops_no_training() {
        Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:1", "MLFLOW_RUN_ID", "run-1");
        assertThat(Train.run(arguments("--epochs", "1"), environment, printer(out), printer(err), () -> false))
                .isEqualTo(Train.DONE);
        assertThat(lines()).anyMatch(line -> line.startsWith("The settings were not logged"));
    }

    @Test
    void wrong_arguments_are_named() {
        assertThat(train("--epohcs", "3")).isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("--epohcs");
        assertThat(train("--epochs", "many")).isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("--epochs").contains("many");
        assertThat(train("--channels", "16,x")).isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("--channels");
    }

    @Test
    void values_out_of_range_are_named_with_the_range() {
        assertThat(train("--dropout", "1")).isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("--dropout: between 0 and 0.9, not 1.0");
        assertThat(train("--learning-rate", "0")).isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("--learning-rate: above 0");
        assertThat(train("--size", "8by8")).isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("--size: such as 16 or 16x24");
        assertThat(train("--part", "../secret")).isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("--part");
        assertThat(train("--channels", "0")).isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("--channels: 1 to 8 numbers");
        assertThat(train("--size", "256", "--channels", "512", "--hidden", "4096"))
                .isEqualTo(Train.WRONG_ARGUMENTS);
        assertThat(errors()).contains("weights is too large");
    }

    @Test
    void data_that_cannot_be_learnt_from_leave_with_one_line_and_code_1() {
        assertThat(Train.run(
                        new String[] {"--data", folder.resolve("nowhere").toString(), "--output", folder.toString()},
                        Map.of(),
                        printer(out),
                        printer(err),
                        () -> false))
                .isEqualTo(Train.FAILED);
        assertThat(errors().lines()).hasSize(1).first().asString().contains("nowhere");
    }

    @Test
    void help_shows_the_arguments() {
        assertThat(Train.run(new String[] {"--help"}, Map.of(), printer(out), printer(err), () -> false))
                .isEqualTo(Train.DONE);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--learning-rate")
                .contains("--patience");
    }

    private int train(String... more) {
        out.reset();
        err.reset();
        return Train.run(arguments(more), Map.of(), printer(out), printer(err), () -> false);
    }

    private String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--data",
                digits.toString(),
                "--output",
                folder.resolve("output").toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream printer(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
