package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.base.DataFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// `mlflow-artifacts/mpu`: files in parts.
@ServerTest
@Import(Api.class)
class MultipartUploadTest {

    private static final String ROOT = "/api/2.0/mlflow-artifacts";

    @Autowired
    Api api;

    @Autowired
    DataFolder folder;

    private Api.Caller member;
    private String place;

    @BeforeEach
    void a_run() {
        member = api.member(api.newProject(), "MEMBER");
        Wire wire = Wire.of(member, "large files");
        place = wire.experiment() + "/" + wire.newRun("") + "/artifacts/folder";
    }

    @Test
    void parts_sent_in_any_order_and_again_become_one_file() throws Exception {
        JsonNode begun = begin(3);
        String third =
                send(begun, 2, "-three", true).headers().firstValue("ETag").orElseThrow();
        String second =
                send(begun, 1, "-two", true).headers().firstValue("ETag").orElseThrow();
        send(begun, 0, "wrong", true);
        String first = send(begun, 0, "one", true).headers().firstValue("ETag").orElseThrow();
        String done = complete(begun, first, second, third);
        member.post(ROOT + "/mpu/complete/" + place, done).expect(200);
        assertThat(member.get(ROOT + "/artifacts/" + place + "/big.bin")
                        .expect(200)
                        .body())
                .isEqualTo("one-two-three");
        member.post(ROOT + "/mpu/complete/" + place, done).expect(200);
        assertThat(parts(begun)).doesNotExist();
        assertThat(send(begun, 0, "late", true).statusCode()).isEqualTo(404);
    }

    @Test
    void a_missing_or_another_part_is_no_file() throws Exception {
        JsonNode begun = begin(2);
        String first = send(begun, 0, "one", true).headers().firstValue("ETag").orElseThrow();
        Wire.refused(
                member.post(ROOT + "/mpu/complete/" + place, complete(begun, first, first)),
                400,
                "INVALID_PARAMETER_VALUE",
                "part 2 has not arrived");
        Wire.refused(
                member.post(ROOT + "/mpu/complete/" + place, complete(begun, first)),
                400,
                "INVALID_PARAMETER_VALUE",
                "there are to be 2");
        member.get(ROOT + "/artifacts/" + place + "/big.bin").expect(404);
    }

    @Test
    void an_aborted_upload_leaves_nothing() throws Exception {
        JsonNode begun = begin(1);
        send(begun, 0, "one", true);
        String body = "{\"path\":\"big.bin\",\"upload_id\":\"%s\"}"
                .formatted(begun.path("upload_id").asString());
        member.post(ROOT + "/mpu/abort/" + place, body).expect(200);
        member.post(ROOT + "/mpu/abort/" + place, body).expect(200);
        assertThat(parts(begun)).doesNotExist();
    }

    @Test
    void a_part_needs_its_uploads_secret_and_the_rest_a_right_to_the_run() throws Exception {
        JsonNode begun = begin(1);
        assertThat(send(begun, 0, "one", false).statusCode()).isEqualTo(404);
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        Wire.refused(
                other.post(ROOT + "/mpu/create/" + place, "{\"path\":\"x\",\"num_parts\":1}"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "");
        Wire.refused(
                other.post(
                        ROOT + "/mpu/abort/" + place,
                        "{\"path\":\"big.bin\",\"upload_id\":\"%s\"}"
                                .formatted(begun.path("upload_id").asString())),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "");
        Wire.refused(
                member.post(ROOT + "/mpu/create/" + place, "{\"path\":\"x\",\"num_parts\":10001}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "number of parts");
        Wire.refused(
                member.post(ROOT + "/mpu/create/" + place, "{\"path\":\"..\",\"num_parts\":1}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid path");
    }

    private JsonNode begin(int parts) {
        return member.post(
                        ROOT + "/mpu/create/" + place,
                        "{\"path\":\"/home/kim/big.bin\",\"num_parts\":%d}".formatted(parts))
                .expect(200)
                .json();
    }

    private Path parts(JsonNode begun) {
        Path parts = folder.root()
                .resolve("multipart")
                .resolve(begun.path("upload_id").asString());
        assertThat(Files.isDirectory(parts.getParent())).isTrue();
        return parts;
    }

    private static String complete(JsonNode begun, String... tags) {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < tags.length; i++) {
            parts.append(i == 0 ? "" : ",")
                    .append("{\"part_number\":%d,\"etag\":\"%s\"}".formatted(i + 1, tags[i].replace("\"", "\\\"")));
        }
        return "{\"path\":\"big.bin\",\"upload_id\":\"%s\",\"parts\":[%s]}"
                .formatted(begun.path("upload_id").asString(), parts);
    }

    /// As clients do it: without a token, to the address and with the headers that the credential names.
    private static HttpResponse<String> send(JsonNode begun, int index, String bytes, boolean withSecret)
            throws Exception {
        JsonNode credential = begun.path("credentials").path(index);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(credential.path("url").asString()))
                .PUT(HttpRequest.BodyPublishers.ofString(bytes, StandardCharsets.UTF_8));
        if (withSecret) {
            credential
                    .path("headers")
                    .properties()
                    .forEach(header ->
                            request.header(header.getKey(), header.getValue().asString()));
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
