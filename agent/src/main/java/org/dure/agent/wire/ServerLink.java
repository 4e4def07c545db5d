package org.dure.agent.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.jspecify.annotations.Nullable;

/// The agent's side of the wire to `server`.
///
/// One call is one request; [#patiently] repeats it through outages.
public final class ServerLink {

    /// How long the agent tries to hand over what a program has left, counted from the program's end.
    private static final Duration PATIENCE = Duration.ofHours(24);

    private static final int ANSWER_BYTES_MAX = 4 << 20;

    private final URI server;
    private final String attemptPath;
    private final String attemptToken;
    private volatile Instant giveUpAt = Instant.MAX;

    static {
        // The JDK would repeat a POST by itself; here every repetition is decided by the caller.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    public ServerLink(URI server, UUID attempt, String attemptToken) {
        this.server = server;
        this.attemptPath = "/agent/v1/attempts/" + attempt;
        this.attemptToken = attemptToken;
    }

    public URI server() {
        return server;
    }

    /// This attempt's own path, such as for `/order`.
    public String path(String below) {
        return server.getRawPath() + attemptPath + below;
    }

    /// For connections that are no calls.
    public String token() {
        return attemptToken;
    }

    /// From now on the patience with an unreachable `server` is counted.
    public void programEnded() {
        giveUpAt = Instant.now().plus(PATIENCE);
    }

    /// One request to this attempt's own path, such as `/heartbeat`.
    public <T> T call(String method, String path, @Nullable Object body, Class<T> answer)
            throws IOException, AttemptOverException {
        try {
            return send(method, attemptPath + path, attemptToken, body, answer);
        } catch (RejectedException rejected) {
            throw overOr(rejected);
        }
    }

    /// One JSON POST elsewhere on the platform with the session's token; a 410 there says nothing about the attempt.
    public void post(String path, String token, Object body) throws IOException {
        send("POST", path, token, body, Object.class);
    }

    /// Stores the bytes of `file`.
    public void upload(String path, Path file, long size, Sha256 sha256) throws IOException, AttemptOverException {
        HttpURLConnection connection = open("PUT", attemptPath + path, attemptToken);
        connection.setRequestProperty("Content-Type", "application/octet-stream");
        connection.setRequestProperty("X-Sha256", sha256.hex());
        connection.setFixedLengthStreamingMode(size);
        connection.setDoOutput(true);
        try (InputStream in = Files.newInputStream(file)) {
            try (OutputStream out = connection.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException cut) {
                // A server that refuses early closes the way in: its answer, if any, tells more.
                statusOf(connection);
                throw cut;
            }
            answerOf(connection);
        } catch (RejectedException rejected) {
            throw overOr(rejected);
        }
    }

    /// Fetches at most `bytesMax` bytes into `file`.
    public void download(String path, Path file, long bytesMax) throws IOException, AttemptOverException {
        HttpURLConnection connection = open("GET", attemptPath + path, attemptToken);
        if (statusOf(connection) != 200) {
            try {
                answerOf(connection);
            } catch (RejectedException rejected) {
                throw overOr(rejected);
            }
            throw new IOException("server answered " + connection.getResponseCode() + " to GET " + path);
        }
        try (InputStream in = connection.getInputStream();
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long total = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
                if (total > bytesMax) {
                    throw new RejectedException(413, "server sent more than the " + bytesMax + " bytes it announced");
                }
                out.write(buffer, 0, n);
            }
        }
    }

    /// Repeats `call` with growing pauses (a quarter of a second to five) until it is answered.
    ///
    /// @throws RejectedException    where `server` refuses it for good
    /// @throws AttemptOverException also when patience has run out
    public <T> T patiently(Call<T> call) throws RejectedException, AttemptOverException, InterruptedException {
        long pauseMillis = 250;
        while (true) {
            try {
                return call.run();
            } catch (RejectedException rejected) {
                if (rejected.status() != 408 && rejected.status() != 429) {
                    throw rejected;
                }
            } catch (IOException unreachable) {
                if (Instant.now().isAfter(giveUpAt)) {
                    throw new AttemptOverException("server was unreachable for " + PATIENCE.toHours() + " hours");
                }
            }
            Thread.sleep(pauseMillis);
            pauseMillis = Math.min(5_000, pauseMillis * 2);
        }
    }

    /// A request that may be repeated.
    @FunctionalInterface
    public interface Call<T> {
        T run() throws IOException, AttemptOverException;
    }

    private <T> T send(String method, String path, String token, @Nullable Object body, Class<T> answer)
            throws IOException {
        HttpURLConnection connection = open(method, path, token);
        if (body != null) {
            byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setFixedLengthStreamingMode(bytes.length);
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(bytes);
            }
        }
        byte[] bytes = answerOf(connection);
        try {
            return Json.MAPPER.readValue(bytes.length == 0 ? new byte[] {'{', '}'} : bytes, answer);
        } catch (tools.jackson.core.JacksonException noJson) {
            throw new IOException(
                    "server's answer to " + method + " " + path + " is not what the protocol says", noJson);
        }
    }

    private HttpURLConnection open(String method, String path, String token) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(server + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(120_000);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setRequestProperty("Accept", "application/json, application/octet-stream");
        return connection;
    }

    private static int statusOf(HttpURLConnection connection) throws IOException {
        try {
            return connection.getResponseCode();
        } catch (HttpRetryException challenged) {
            // How the JDK reports a 401 to a streamed body.
            return challenged.responseCode();
        }
    }

    private static byte[] answerOf(HttpURLConnection connection) throws IOException {
        int status = statusOf(connection);
        if (status >= 200 && status < 300) {
            try (InputStream in = connection.getInputStream()) {
                return in.readNBytes(ANSWER_BYTES_MAX);
            }
        }
        String problem = "";
        try (InputStream error = connection.getErrorStream()) {
            if (error != null) {
                problem = ": " + new String(error.readNBytes(2_000), StandardCharsets.UTF_8);
            }
        }
        String message = "server answered " + status + " to " + connection.getRequestMethod() + " "
                + connection.getURL().getPath() + problem;
        if (status >= 400 && status < 500) {
            throw new RejectedException(status, message);
        }
        throw new IOException(message);
    }

    private static RejectedException overOr(RejectedException rejected) throws AttemptOverException {
        if (rejected.status() == 410 || rejected.status() == 401) {
            throw new AttemptOverException(String.valueOf(rejected.getMessage()));
        }
        return rejected;
    }
}
