package org.dure.cli.loop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;

/// A program that uses the public API and, like a good one, asks again where nobody answers or the answer is 503. Any
/// other refusal fails the test: a dead program is no reason to say that the request, or Dure, is wrong.
final class Client implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PAUSE_MS = 100;

    /// What was answered instead of a result before it was asked again, counted.
    final Map<String, AtomicLong> troubles = new ConcurrentSkipListMap<>();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String url;
    private final String token;

    Client(String url, String token) {
        this.url = url;
        this.token = token;
    }

    JsonNode get(String path) throws InterruptedException {
        return json(send("GET", path, new byte[0], Map.of()));
    }

    byte[] bytes(String path) throws InterruptedException {
        return send("GET", path, new byte[0], Map.of());
    }

    JsonNode post(String path, Object body) throws InterruptedException {
        return post(path, body, Map.of());
    }

    JsonNode post(String path, Object body, Map<String, String> headers) throws InterruptedException {
        return json(send("POST", path, Json.MAPPER.writeValueAsBytes(body), headers));
    }

    JsonNode send(String method, String path, byte[] body, String contentType) throws InterruptedException {
        return json(send(method, path, body, Map.of("Content-Type", contentType)));
    }

    /// @throws AssertionError where the platform says that the request is wrong, or says nothing useful for too long
    private byte[] send(String method, String path, byte[] body, Map<String, String> headers)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        String last;
        do {
            try {
                HttpResponse<byte[]> response = once(method, path, body, headers);
                if (response.statusCode() / 100 == 2) {
                    return response.body();
                }
                last = response.statusCode() + " "
                        + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
                if (response.statusCode() != 503) {
                    throw new AssertionError(method + " " + path + " was answered with " + last);
                }
                trouble(String.valueOf(response.statusCode()));
            } catch (IOException unanswered) {
                last = unanswered.toString();
                trouble(unanswered.getClass().getSimpleName());
            }
            Thread.sleep(PAUSE_MS);
        } while (Instant.now().isBefore(deadline));
        throw new AssertionError(method + " " + path + " was not answered for " + PATIENCE.toSeconds() + " s: " + last);
    }

    /// Asks once.
    HttpResponse<byte[]> once(String method, String path, byte[] body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (!headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    void trouble(String what) {
        troubles.computeIfAbsent(what, each -> new AtomicLong()).incrementAndGet();
    }

    private static JsonNode json(byte[] body) {
        return Json.MAPPER.readTree(body);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
