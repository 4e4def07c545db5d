package org.dure.cli.mlflow;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dure.base.FailureWords;
import org.dure.base.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One server that speaks MLflow's REST wire: the one that is imported from, or Dure.
final class MlflowServer {

    private static final String API = "/api/2.0/mlflow";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration FILE_LIMIT = Duration.ofHours(12);
    private static final int TRIES = 4;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String url;
    private final String authorization;

    /// @param authorization the header's value; empty for none
    MlflowServer(String url, String authorization) {
        this.url = url.replaceAll("/+$", "");
        this.authorization = authorization;
    }

    String url() {
        return url;
    }

    /// @param path below `/api/2.0/mlflow`
    JsonNode get(String path, Map<String, String> query) {
        return json(request(API + path + "?" + encoded(query), LIMIT).GET());
    }

    JsonNode post(String path, Object body) {
        return sent("POST", path, body);
    }

    JsonNode patch(String path, Object body) {
        return sent("PATCH", path, body);
    }

    /// All items of a search that is a POST, page by page.
    ///
    /// @param items the field of the answer that holds them
    void searchAll(String path, String items, Map<String, Object> body, Consumer<JsonNode> each) {
        Map<String, Object> request = new HashMap<>(body);
        String token;
        do {
            JsonNode page = post(path, request);
            page.path(items).forEach(each);
            token = page.path("next_page_token").asString("");
            request.put("page_token", token);
        } while (!token.isEmpty());
    }

    /// The same of a search or list that is a GET.
    void getAll(String path, String items, Map<String, String> query, Consumer<JsonNode> each) {
        Map<String, String> request = new HashMap<>(query);
        String token;
        do {
            JsonNode page = get(path, request);
            page.path(items).forEach(each);
            token = page.path("next_page_token").asString("");
            request.put("page_token", token);
        } while (!token.isEmpty());
    }

    /// Writes the bytes at an address into `file`.
    ///
    /// @param path from the server's root
    void download(String path, Map<String, String> query, Path file) {
        HttpResponse<InputStream> answer =
                exchange(request(path + "?" + encoded(query), FILE_LIMIT).GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() >= 300) {
                throw failure(answer.statusCode(), new String(body.readNBytes(10_000), StandardCharsets.UTF_8));
            }
            Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new MlflowFailure(0, "the download broke off: " + e.getMessage());
        }
    }

    /// Puts a file to where an artifact URI of `mlflow-artifacts:/` and a path below it say.
    void upload(String artifactUri, String path, Path file) throws IOException {
        String place = artifactUri.replaceFirst("^mlflow-artifacts:/+", "") + "/" + path;
        String address = "/api/2.0/mlflow-artifacts/artifacts/"
                + Arrays.stream(place.split("/")).map(MlflowServer::encoded).collect(Collectors.joining("/"));
        json(request(address, FILE_LIMIT)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofFile(file)));
    }

    private JsonNode sent(String method, String path, Object body) {
        BodyPublisher bytes = BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body));
        return json(request(API + path, LIMIT)
                .header("Content-Type", "application/json")
                .method(method, bytes));
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(limit);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private JsonNode json(HttpRequest.Builder request) {
        HttpResponse<String> answer = exchange(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw failure(answer.statusCode(), answer.body());
        }
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (JacksonException e) {
            throw new MlflowFailure(answer.statusCode(), url + " answers no JSON; is it an MLflow server?");
        }
    }

    /// What the server says comes back once it rests (408, 429, 502–504), and what never reached it, is sent again.
    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<T> answer = client.send(request, handler);
                if (attempt == TRIES || !isPassing(answer.statusCode())) {
                    return answer;
                }
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw new MlflowFailure(0, "no answer from " + url + ": " + FailureWords.of(e));
                }
            } catch (InterruptedException e) {
                throw interrupted();
            }
            pause(attempt);
        }
    }

    private static boolean isPassing(int status) {
        return status == 408 || status == 429 || status >= 502 && status <= 504;
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(Duration.ofMillis(250L << attempt));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static MlflowFailure interrupted() {
        Thread.currentThread().interrupt();
        return new MlflowFailure(0, "interrupted");
    }

    private MlflowFailure failure(int status, String body) {
        String said;
        try {
            said = Json.MAPPER.readTree(body).path("message").asString("");
        } catch (JacksonException e) {
            said = "";
        }
        return new MlflowFailure(status, said.isEmpty() ? url + " answered " + status : said);
    }

    private static String encoded(Map<String, String> query) {
        return query.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
