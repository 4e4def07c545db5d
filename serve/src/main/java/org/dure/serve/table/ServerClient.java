package org.dure.serve.table;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.dure.base.serving.SignedTable;
import tools.jackson.core.JacksonException;

/// The calls that `serve` makes to `server`; the prose is in `api/serve-protocol.md`.
public final class ServerClient {

    private static final Duration SLACK = Duration.ofSeconds(15);

    private final URI base;
    private final String authorization;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /// @param server the address of `server`, such as `http://127.0.0.1:8080`
    /// @param key    the content of the shared key file
    public ServerClient(URI server, String key) {
        this.base = URI.create(server.toString().replaceAll("/+$", "") + "/internal/serve/");
        this.authorization = "Bearer " + key;
    }

    /// The table, once its version exceeds `after`; empty where nothing came within `wait`.
    ///
    /// @throws IOException where `server` is away or answers with an error
    public Optional<SignedTable> table(long after, Duration wait) throws IOException, InterruptedException {
        HttpRequest request = request("table?after=" + after + "&wait_s=" + wait.toSeconds(), wait.plus(SLACK))
                .GET()
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() == 204) {
            return Optional.empty();
        }
        expect(200, response);
        try {
            return Optional.of(Json.MAPPER.readValue(response.body(), SignedTable.class));
        } catch (JacksonException malformed) {
            throw new IOException("server's table is no JSON of the agreed form", malformed);
        }
    }

    /// Writes an object to `file`; the caller checks its hash.
    public void download(Sha256 object, Path file) throws IOException, InterruptedException {
        HttpRequest request =
                request("objects/" + object, Duration.ofMinutes(10)).GET().build();
        expect(200, http.send(request, HttpResponse.BodyHandlers.ofFile(file)));
    }

    /// Posts JSON to `call`, such as `events`.
    ///
    /// @throws IOException where `server` is away or does not answer 200
    public void post(String call, byte[] json) throws IOException, InterruptedException {
        HttpRequest request = request(call, Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build();
        expect(200, http.send(request, HttpResponse.BodyHandlers.discarding()));
    }

    private HttpRequest.Builder request(String call, Duration limit) {
        return HttpRequest.newBuilder(base.resolve(call)).timeout(limit).header("Authorization", authorization);
    }

    private static void expect(int status, HttpResponse<?> response) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException("server answers " + response.statusCode() + " to "
                    + response.request().uri().getPath());
        }
    }
}
