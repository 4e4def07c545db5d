package org.dure.cli.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.dure.base.FailureWords;
import org.dure.base.Json;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Requests to `server` (or `serve`), in JSON. Every error becomes a [CommandFailure] that says what the platform said,
/// with the exit code that belongs to it.
public final class Api {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration UPLOAD_LIMIT = Duration.ofHours(12);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String url;
    private final String authorization;

    private Api(String url, String authorization) {
        this.url = SignIn.stripped(url);
        this.authorization = authorization;
    }

    /// @param token an API token for `server`, or an API key or try-it token for `serve`
    public static Api withToken(String url, String token) {
        return new Api(url, "Bearer " + token);
    }

    /// Every request carries the password: for asking a token, and no more.
    public static Api withPassword(String url, String name, String password) {
        byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Api(url, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    public String url() {
        return url;
    }

    public JsonNode get(String path) {
        return json(request(path, LIMIT).GET().build());
    }

    /// What is answered, as it is.
    public String text(String path) {
        HttpResponse<String> response = exchange(request(path, LIMIT).GET().build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw failure(response.statusCode(), response.body());
        }
        return response.body();
    }

    /// Opens a WebSocket.
    public WebSocket webSocket(String path, WebSocket.Listener listener) {
        try {
            return client.newWebSocketBuilder()
                    .header("Authorization", authorization)
                    .buildAsync(URI.create(url.replaceFirst("^http", "ws") + path), listener)
                    .join();
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException answered) {
                // Its answer carries no body; an ordinary request is told why.
                get(path);
                throw new CommandFailure("The platform opened no connection: status "
                        + answered.getResponse().statusCode() + ".");
            }
            throw new CommandFailure(ExitCode.UNREACHABLE, url + " does not answer: " + refused.getMessage());
        }
    }

    /// All items of a list, whatever the number of its pages.
    public List<JsonNode> list(String path) {
        List<JsonNode> items = new ArrayList<>();
        String after = "";
        while (true) {
            String separator = path.contains("?") ? "&" : "?";
            JsonNode page = get(after.isEmpty() ? path : path + separator + "after=" + encoded(after));
            page.path("items").forEach(items::add);
            JsonNode next = page.path("next");
            if (!next.isString() && !next.isNumber()) {
                return items;
            }
            after = next.asString();
        }
    }

    public JsonNode post(String path, Object body) {
        return json(request(path, LIMIT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)))
                .build());
    }

    public JsonNode put(String path, Object body) {
        return json(request(path, LIMIT)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)))
                .build());
    }

    /// Sends bytes as they are.
    ///
    /// @param method POST or PUT
    public JsonNode send(String method, String path, BodyPublisher body) {
        return json(request(path, UPLOAD_LIMIT)
                .header("Content-Type", "application/octet-stream")
                .method(method, body)
                .build());
    }

    /// Writes what is answered into `file`.
    public void download(String path, Path file) {
        HttpResponse<InputStream> response =
                exchange(request(path, UPLOAD_LIMIT).GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() >= 300) {
                throw failure(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            java.nio.file.Files.copy(body, file);
        } catch (IOException e) {
            throw new CommandFailure("The download into " + file + " broke off: " + e.getMessage());
        }
    }

    /// The lines of a stream of events, as long as it lasts.
    public Stream<String> lines(String path) {
        HttpRequest request = request(path, UPLOAD_LIMIT)
                .header("Accept", "text/event-stream")
                .GET()
                .build();
        HttpResponse<Stream<String>> response = exchange(request, BodyHandlers.ofLines());
        if (response.statusCode() >= 300) {
            throw failure(
                    response.statusCode(), String.join("\n", response.body().toList()));
        }
        return response.body();
    }

    /// A segment of a path or a value of a query, as it may stand in an address.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        try {
            return HttpRequest.newBuilder(URI.create(url + path)).timeout(limit).header("Authorization", authorization);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE, "The address " + url + path + " is none: " + wrong.getMessage());
        }
    }

    private JsonNode json(HttpRequest request) {
        HttpResponse<String> response = exchange(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw failure(response.statusCode(), response.body());
        }
        return parsed(response.body());
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (ConnectException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE, "Nothing answers at " + url + ". Is it up? (`dure status`, `dure up`)");
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE, "The connection to " + url + " broke: " + FailureWords.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.");
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return body.isBlank() ? MissingNode.getInstance() : Json.MAPPER.readTree(body);
        } catch (JacksonException noJson) {
            return MissingNode.getInstance();
        }
    }

    /// A problem (RFC 9457) of `server`, or `{"error": …}` of `serve`.
    private CommandFailure failure(int status, String body) {
        JsonNode problem = parsed(body);
        String said = problem.path("detail")
                .asString(problem.path("error").asString(problem.path("title").asString("")));
        List<String> fields = new ArrayList<>();
        problem.path("errors")
                .forEach(error -> fields.add(error.path("field").asString("") + ": "
                        + error.path("message").asString("")));
        String line = said.isEmpty() ? url + " answered " + status : said;
        if (!fields.isEmpty() && fields.stream().noneMatch(said::contains)) {
            line += " (" + String.join("; ", fields) + ")";
        }
        return new CommandFailure(exitCode(status), line);
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 401, 403 -> ExitCode.DENIED;
            case 404 -> ExitCode.NOT_FOUND;
            case 502, 503, 504 -> ExitCode.UNREACHABLE;
            default -> ExitCode.FAILED;
        };
    }
}
