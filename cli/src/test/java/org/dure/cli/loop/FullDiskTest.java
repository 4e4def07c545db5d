package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The objects lie on a real disk that a file does not fit on.
@Tag("long")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FullDiskTest {

    private static final int TOO_LARGE_BYTES = 10_000_000;

    @Test
    void a_full_disk_is_said_and_nothing_is_lost() throws Exception {
        assumeTrue(Platform.missing().isEmpty(), "built by ./dure build");
        try (Platform platform = Platform.startWithObjectsOn("6m");
                Client client = new Client(platform.url(), platform.administratorToken())) {
            DataWork data = new DataWork(client, "/api/v1/projects/default", 1);
            data.step();
            JsonNode problem = putTooLarge(client);
            assertThat(problem.path("detail").asString()).contains("disk of the platform is full", "nothing was kept");
            // What had arrived of it is gone again: there is room for more, and what was there is whole.
            data.step();
            data.verify();
        }
    }

    private static JsonNode putTooLarge(Client client) throws Exception {
        String dataset = client.post("/api/v1/projects/default/datasets", Map.of("name", "large", "description", ""))
                .path("id")
                .asString();
        String upload = client.post("/api/v1/datasets/" + dataset + "/uploads", Map.of())
                .path("id")
                .asString();
        byte[] bytes = new byte[TOO_LARGE_BYTES];
        new Random(1).nextBytes(bytes);
        HttpResponse<byte[]> answer = client.once(
                "PUT",
                "/api/v1/uploads/" + upload + "/files?part=train&path=large.bin&sha256=" + Sha256.of(bytes),
                bytes,
                Map.of("Content-Type", "application/octet-stream"));
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(body).isEqualTo(507);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return Json.MAPPER.readTree(body);
    }
}
