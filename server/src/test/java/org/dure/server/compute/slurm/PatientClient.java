package org.dure.server.compute.slurm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks a server that is killed now and then, and asks again until it answers.
final class PatientClient {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI url;
    private final String token;

    PatientClient(URI url, String token) {
        this.url = url;
        this.token = token;
    }

    JsonNode get(String path) {
        return send("GET", path, new byte[0], null);
    }

    void put(String path, Map<String, Object> body) {
        send("PUT", path, json(body), null);
    }

    /// @param key under which what is sent twice counts once
    JsonNode post(String path, Map<String, Object> body, String key) {
        return send("POST", path, json(body), key);
    }

    JsonNode send(String method, String path, byte[] body, @Nullable String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", path.endsWith("/programs") ? "application/zip" : "application/json")
                .timeout(Duration.ofSeconds(20));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() / 100 == 2) {
                    return Json.MAPPER.readTree(answer.body());
                }
                if (answer.statusCode() / 100 == 4) {
                    throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
                }
            } catch (IOException away) {
                // It is killed just now.
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(path + " is not answered");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] json(Map<String, Object> body) {
        return Json.MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    }
}
