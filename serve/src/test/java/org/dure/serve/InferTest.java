package org.dure.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.base.serving.ServeEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a caller sees: answers, metadata, errors.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InferTest {

    private final UUID project = UUID.randomUUID();
    private final FakeServer.Network network = new FakeServer.Network();
    private FakeServer server;
    private ServeProcess serve;
    private String key;
    private Digits digit;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        digit = Digits.one();
        server = new FakeServer();
        key = network.key(project, 10_000, 1_000_000);
        Path models = FakeServer.models();
        network.deploy(project, UUID.randomUUID(), "digits", "1", server.packageOf(models.resolve("digits-1")));
        network.deploy(project, UUID.randomUUID(), "echo", "7", server.packageOf(models.resolve("echo")));
        server.publish(network);
        serve = ServeProcess.start(server, folder.resolve("serve"));
        serve.awaitAnswering(key, "digits");
        serve.awaitAnswering(key, "echo");
    }

    @AfterAll
    void stop() throws Exception {
        serve.close();
        server.close();
    }

    @Test
    void a_digit_gets_the_probabilities_that_scikit_learn_computes() throws Exception {
        var reply = serve.infer(key, "digits", digit.request(1));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().get("model_name").asString()).isEqualTo("digits");
        assertThat(reply.json().get("model_version").asString()).isEqualTo("1");
        var output = reply.json().get("outputs").get(0);
        assertThat(output.get("name").asString()).isEqualTo("probabilities");
        assertThat(output.get("shape").toString()).isEqualTo("[1,10]");
        for (int i = 0; i < 10; i++) {
            assertThat(output.get("data").get(i).asDouble())
                    .isCloseTo(digit.probabilities().get(i), within(1e-5));
        }
    }

    @Test
    void rows_are_answered_in_order_and_the_id_comes_back() throws Exception {
        String zeros = String.join(",", java.util.Collections.nCopies(64, "0"));
        String body = """
                {"id": "mine", "inputs": [{"name": "image", "shape": [2, 64], "datatype": "FP32",
                 "data": [[%s], [%s]]}], "outputs": [{"name": "probabilities"}]}""".formatted(zeros, digit.values());
        var reply = serve.send(key, "POST", "/v2/models/digits/versions/1/infer", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().get("id").asString()).isEqualTo("mine");
        var data = reply.json().get("outputs").get(0).get("data");
        assertThat(data.size()).isEqualTo(20);
        assertThat(data.get(10 + Integer.parseInt(digit.className())).asDouble())
                .isCloseTo(digit.probabilities().get(Integer.parseInt(digit.className())), within(1e-5));
    }

    @Test
    void every_datatype_travels_unchanged() throws Exception {
        String body = """
                {"inputs": [
                 {"name": "in_bool", "datatype": "BOOL", "shape": [1, 2], "data": [true, false]},
                 {"name": "in_int8", "datatype": "INT8", "shape": [1, 2], "data": [-128, 127]},
                 {"name": "in_uint8", "datatype": "UINT8", "shape": [1, 2], "data": [0, 255]},
                 {"name": "in_int16", "datatype": "INT16", "shape": [1, 2], "data": [-32768, 32767]},
                 {"name": "in_int32", "datatype": "INT32", "shape": [1, 2], "data": [-2147483648, 2147483647]},
                 {"name": "in_int64", "datatype": "INT64", "shape": [1, 2],
                  "data": [-9223372036854775808, 9223372036854775807]},
                 {"name": "in_fp32", "datatype": "FP32", "shape": [1, 2], "data": [1, 0.1]},
                 {"name": "in_fp64", "datatype": "FP64", "shape": [1, 2], "data": [[0.1, 1e300]]},
                 {"name": "in_bytes", "datatype": "BYTES", "shape": [1, 2], "data": ["두레", ""]}]}""";
        var reply = serve.infer(key, "echo", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        List<String> data = reply.json()
                .get("outputs")
                .valueStream()
                .map(output -> output.get("datatype").asString() + " " + output.get("data"))
                .toList();
        assertThat(data)
                .containsExactlyInAnyOrder(
                        "BOOL [true,false]",
                        "INT8 [-128,127]",
                        "UINT8 [0,255]",
                        "INT16 [-32768,32767]",
                        "INT32 [-2147483648,2147483647]",
                        "INT64 [-9223372036854775808,9223372036854775807]",
                        "FP32 [1.0,0.1]",
                        "FP64 [0.1,1.0E300]",
                        "BYTES [\"두레\",\"\"]");
    }

    @Test
    void the_protocols_metadata_and_health_are_there() throws Exception {
        assertThat(serve.get(null, "/v2").json().get("extensions").size()).isZero();
        assertThat(serve.get(null, "/v2/").status()).isEqualTo(200);
        assertThat(serve.get(null, "/v2/health/live").json().get("live").asBoolean())
                .isTrue();
        serve.until("all is ready", () -> serve.get(null, "/v2/health/ready").status() == 200);
        assertThat(serve.get(null, "/health").status()).isEqualTo(200);
        var model = serve.get(key, "/v2/models/digits/versions/1").json();
        assertThat(model.get("versions").toString()).isEqualTo("[\"1\"]");
        assertThat(model.get("inputs").toString())
                .isEqualTo("[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[-1,64]}]");
        assertThat(serve.get(key, "/v2/models/digits/ready").json().get("ready").asBoolean())
                .isTrue();
        assertThat(serve.get(key, "/v2/models/digits/versions/2/ready").status())
                .isEqualTo(503);
        assertThat(serve.get(key, "/v2/models/digits/versions/2").error()).contains("serves \"1\"");
    }

    static Stream<Arguments> bad_inputs() {
        String values = String.join(",", java.util.Collections.nCopies(64, "0"));
        return Stream.of(
                Arguments.of("not JSON", "[1", "JSON"),
                Arguments.of("no object", "[]", "must be a JSON object"),
                Arguments.of("nothing", "", "no body"),
                Arguments.of("no inputs", "{}", "inputs is missing; the model takes \"image\" (FP32 [-1, 64])"),
                Arguments.of("a trailing object", "{\"inputs\":[]}{}", "follows"),
                Arguments.of("no tensor", "{\"inputs\":[]}", "input \"image\" is missing"),
                Arguments.of(
                        "another name", tensor("picture", "FP32", "[1,64]", values), "no input \"picture\"; it takes"),
                Arguments.of("another datatype", tensor("image", "INT64", "[1,64]", values), "the model takes FP32"),
                Arguments.of("FP16", tensor("image", "FP16", "[1,64]", values), "FP16 has no form in JSON"),
                Arguments.of("BF16", tensor("image", "BF16", "[1,64]", values), "BF16 has no form in JSON"),
                Arguments.of("another shape", tensor("image", "FP32", "[64]", values), "the model takes [-1, 64]"),
                Arguments.of("a negative axis", tensor("image", "FP32", "[-1,64]", values), "shape must be"),
                Arguments.of("a huge axis", tensor("image", "FP32", "[2000000000,64]", values), "holds 128000000000"),
                Arguments.of("too few elements", tensor("image", "FP32", "[1,64]", "1,2"), "data has 2 elements"),
                Arguments.of("no element", tensor("image", "FP32", "[0,64]", ""), "0 rows"),
                Arguments.of("a word", tensor("image", "FP32", "[1,64]", values.replaceFirst("0", "\"x\"")), "mixes"),
                Arguments.of("words", tensor("image", "FP32", "[1,64]", values.replace("0", "\"x\"")), "needs numbers"),
                Arguments.of("NaN", tensor("image", "FP32", "[1,64]", values.replaceFirst("0", "NaN")), "NaN"),
                Arguments.of("null", tensor("image", "FP32", "[1,64]", values.replaceFirst("0", "null")), "element 0"),
                Arguments.of(
                        "a number beyond FP32",
                        tensor("image", "FP32", "[1,64]", values.replaceFirst("0", "1e39")),
                        "range of FP32"),
                Arguments.of("uneven nesting", tensor("image", "FP32", "[1,64]", "[0,0],[0]"), "unevenly"),
                Arguments.of(
                        "another nesting",
                        tensor("image", "FP32", "[1,64]", "[" + values.replace(",", "],[") + "]"),
                        "nested as [64, 1]"),
                Arguments.of(
                        "deep nesting", tensor("image", "FP32", "[1,64]", "[".repeat(40) + "]".repeat(40)), "nests"),
                Arguments.of(
                        "no data",
                        "{\"inputs\":[{\"name\":\"image\",\"shape\":[1,64],\"datatype\":\"FP32\"}]}",
                        "data is missing"),
                Arguments.of(
                        "twice the same",
                        tensor("image", "FP32", "[1,64]", values)
                                .replace(
                                        "]}]}",
                                        "]},{\"name\":\"image\",\"shape\":[1,64],\"datatype\":\"FP32\",\"data\":["
                                                + values + "]}]}"),
                        "twice"),
                Arguments.of(
                        "an unknown output",
                        tensor("image", "FP32", "[1,64]", values)
                                .replace("]}]}", "]}],\"outputs\":[{\"name\":\"x\"}]}"),
                        "no output \"x\"; it gives \"probabilities\""),
                Arguments.of(
                        "a structured parameter",
                        tensor("image", "FP32", "[1,64]", values).replace("]}]}", "]}],\"parameters\":{\"a\":{}}}"),
                        "parameters.a"),
                Arguments.of(
                        "an id that is none",
                        tensor("image", "FP32", "[1,64]", values).replace("]}]}", "]}],\"id\":7}"),
                        "id must be a string"));
    }

    private static String tensor(String name, String datatype, String shape, String data) {
        return "{\"inputs\":[{\"name\":\"" + name + "\",\"shape\":" + shape + ",\"datatype\":\"" + datatype
                + "\",\"data\":[" + data + "]}]}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad_inputs")
    void bad_input_is_refused_with_what_is_wrong_and_what_would_be_right(String what, String body, String message)
            throws Exception {
        var reply = serve.infer(key, "digits", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.error()).contains(message);
    }

    @Test
    void integers_out_of_range_and_fractions_are_refused_where_whole_numbers_belong() throws Exception {
        String body = "{\"inputs\":[{\"name\":\"in_int8\",\"datatype\":\"INT8\",\"shape\":[1,2],\"data\":[1,%s]}]}";
        assertThat(serve.infer(key, "echo", body.formatted("128")).error()).contains("element 1", "-128 to 127");
        assertThat(serve.infer(key, "echo", body.formatted("0.5")).error()).contains("whole numbers");
    }

    @Test
    void too_large_a_body_and_too_many_rows_are_refused() throws Exception {
        assertThat(serve.infer(key, "digits", "x".repeat((8 << 20) + 1)).status())
                .isEqualTo(413);
        String rows =
                tensor("image", "FP32", "[5000,64]", String.join(",", java.util.Collections.nCopies(5000 * 64, "0")));
        assertThat(serve.infer(key, "digits", rows).error()).contains("5000 rows; allowed are 1 to 4096");
    }

    @Test
    void binary_tensors_are_refused_clearly() throws Exception {
        String body = tensor("image", "FP32", "[1,64]", "")
                .replace("\"data\":[]", "\"parameters\":{\"binary_data_size\":256}");
        var reply = serve.infer(key, "digits", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error()).contains("binary tensors are not offered");
    }

    @Test
    void a_compressed_body_and_broken_http_get_an_error_in_json() throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(serve.url() + "/v2/models/digits/infer"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Encoding", "gzip")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("x"))
                .build();
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            var reply = http.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(400);
            assertThat(reply.body()).startsWith("{\"error\":");
        }
        assertThat(raw("GET /v2/%zz HTTP/1.1\r\nHost: x\r\n\r\n")).contains("400 Bad Request", "{\"error\":");
        assertThat(raw("GET /v2 HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(40_000) + "\r\n\r\n"))
                .contains("{\"error\":");
    }

    private String raw(String request) throws Exception {
        java.net.URI url = java.net.URI.create(serve.url());
        try (var socket = new java.net.Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes());
            socket.setSoTimeout(10_000);
            StringBuilder reply = new StringBuilder();
            byte[] some = new byte[4096];
            int count = socket.getInputStream().read(some);
            while (count > 0 && !reply.toString().endsWith("}")) {
                reply.append(new String(some, 0, count));
                count = reply.toString().endsWith("}")
                        ? 0
                        : socket.getInputStream().read(some);
            }
            return reply.toString();
        }
    }

    @Test
    void what_is_not_there_is_404() throws Exception {
        assertThat(serve.infer(key, "nothing", digit.request(1)).status()).isEqualTo(404);
        assertThat(serve.get(key, "/v2/else").json().has("error")).isTrue();
        assertThat(serve.get(key, "/v2/models/..%2f..%2fetc").status()).isBetween(400, 404);
    }

    @Test
    void pages_of_the_allowed_origin_may_call_and_others_may_not() throws Exception {
        assertThat(preflight(ServeProcess.ORIGIN)).contains(ServeProcess.ORIGIN);
        assertThat(preflight("http://evil.example")).isEmpty();
    }

    private java.util.Optional<String> preflight(String origin) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(serve.url() + "/v2/models/digits/infer"))
                .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .build();
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            var reply = http.send(request, java.net.http.HttpResponse.BodyHandlers.discarding());
            assertThat(reply.statusCode()).isEqualTo(204);
            return reply.headers().firstValue("Access-Control-Allow-Origin");
        }
    }

    @Test
    void a_consented_request_is_kept_as_a_sample_and_can_be_corrected() throws Exception {
        String body = digit.request(1).replaceFirst("\\{", "{\"parameters\":{\"consent_purpose\":\"better digits\"},");
        var reply = serve.infer(key, "digits", body);
        assertThat(reply.json().get("parameters").get("kept").asBoolean()).isTrue();
        String requestId = reply.json().get("parameters").get("request_id").asString();

        String path = "/v2/models/digits/feedback";
        String feedback = "{\"request_id\":\"" + requestId + "\",\"label\":\"%s\"}";
        assertThat(serve.send(key, "POST", path, feedback.formatted("3")).status())
                .isEqualTo(202);
        assertThat(serve.send(key, "POST", path, feedback.formatted("cat")).error())
                .contains("none of the model's");
        assertThat(serve.send(key, "POST", path, "{\"label\":\"3\"}").error()).contains("request_id");

        Await.until(
                "the correction has arrived",
                () -> server.events.stream()
                        .anyMatch(event -> event instanceof ServeEvent.Correction correction
                                && correction.sampleId().toString().equals(requestId)
                                && correction.label().equals("3")));
        ServeEvent.Sample sample = server.events.stream()
                .filter(ServeEvent.Sample.class::isInstance)
                .map(ServeEvent.Sample.class::cast)
                .filter(kept -> kept.id().toString().equals(requestId))
                .findFirst()
                .orElseThrow();
        assertThat(sample.purpose()).isEqualTo("better digits");
        assertThat(sample.input()).hasSize(64);
        assertThat(sample.scores()).hasSize(10);
        assertThat(server.usages()).anyMatch(usage -> usage.id().equals(sample.id()) && usage.rows() == 1);
    }

    @Test
    void without_consent_or_with_several_rows_nothing_is_kept() throws Exception {
        assertThat(serve.infer(key, "digits", digit.request(1))
                        .json()
                        .get("parameters")
                        .has("kept"))
                .isFalse();
        String two = digit.request(2).replaceFirst("\\{", "{\"parameters\":{\"consent_purpose\":\"p\"},");
        assertThat(serve.infer(key, "digits", two).json().get("parameters").has("kept"))
                .isFalse();
        String none = digit.request(1).replaceFirst("\\{", "{\"parameters\":{\"consent_purpose\":\"\"},");
        assertThat(serve.infer(key, "digits", none).error()).contains("consent_purpose");
    }
}
