package org.dure.server.compute.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.dure.base.FailureWords;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.pool.PoolReason;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks one slurmrestd (slurmrestd(8), slurm.schedmd.com/rest_api.html) over HTTP. Which version of its API is spoken
/// is chosen by its own description.
final class SlurmRest {

    /// The versions that are spoken, the newest first. 23.02's v0.0.39 is left out: those servers speak v0.0.38, too.
    private static final List<String> VERSIONS =
            List.of("v0.0.44", "v0.0.43", "v0.0.42", "v0.0.41", "v0.0.40", RestSubmission.OLDEST);

    private static final long SECONDS_MAX = 60;

    /// A controller that was started anew needs longer for it than lies between two looks.
    private static final int LOOKS = 3;

    private static final long LOOK_MILLIS = 1_000;
    private static final long ANSWER_BYTES_MAX = 256L << 20;
    private static final int FIRST_REFUSAL = 400;
    private static final int NOT_FOUND = 404;
    private static final Set<Integer> NOT_LET_IN = Set.of(401, 403);
    private static final Set<Integer> NOT_NOW = Set.of(429, 502, 503, 504);

    /// One for all: what a request needs to know it carries itself. HTTP/2 is unknown to slurmrestd.
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final SlurmSettings.Rest settings;
    private final RestToken token;
    private volatile Set<String> spoken = Set.of();
    private volatile @Nullable String version;

    SlurmRest(SlurmSettings.Rest settings, Clock clock) {
        this.settings = settings;
        this.token = new RestToken(settings.tokenFile(), clock);
    }

    /// slurmrestd, or the controller behind it, does not take the token for the user.
    static final class TokenRefusedException extends EngineRefusesException {

        private static final long serialVersionUID = 1;

        TokenRefusedException(String user, String words) {
            super(Reason.of(PoolReason.TOKEN_REFUSED, Map.of("user", user, "why", words)));
        }
    }

    /// Such as `v0.0.40`.
    String version() throws IOException {
        String known = version;
        if (known == null) {
            Set<String> found = new TreeSet<>();
            URI uri = settings.url().resolve("/openapi/v3");
            send(request(uri, settings.user()).GET().build(), settings.user(), body -> {
                found.addAll(RestAnswers.versions(body));
                return Json.MAPPER.createObjectNode();
            });
            known = VERSIONS.stream()
                    .filter(each -> found.contains("slurm/" + each))
                    .findFirst()
                    .orElse(null);
            if (known == null) {
                throw new EngineRefusesException(Reason.of(
                        PoolReason.REST_VERSION_UNKNOWN,
                        Map.of(
                                "url", settings.url(),
                                "found", String.join(", ", found),
                                "names", String.join(", ", VERSIONS))));
            }
            spoken = found;
            version = known;
        }
        return known;
    }

    /// Whether it tells of the accounts, which it does where the cluster keeps them in slurmdbd.
    boolean hasAccounts() throws IOException {
        String known = version();
        return spoken.contains("slurmdb/" + known);
    }

    /// @param path  behind the version, such as `jobs/`
    /// @param field of the answer, a list
    /// @param each  told the list's members
    void list(String family, String path, String field, Consumer<JsonNode> each) throws IOException {
        list(settings.user(), family, path, field, each);
    }

    private void list(String user, String family, String path, String field, Consumer<JsonNode> each)
            throws IOException {
        URI uri = uri(family, path);
        send(request(uri, user).GET().build(), user, body -> RestAnswers.read(body, field, each));
    }

    JsonNode post(String user, String path, JsonNode body) throws IOException {
        HttpRequest.Builder request = request(uri("slurm", path), user)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)));
        return send(request.build(), user, RestAnswers::read);
    }

    void delete(String path) throws IOException {
        send(request(uri("slurm", path), settings.user()).DELETE().build(), settings.user(), RestAnswers::read);
    }

    /// Whether the token may not have been taken: v0.0.38 says no more of it than that nothing came back.
    static boolean mayHaveRefused(IOException failed) {
        return failed instanceof TokenRefusedException
                || String.valueOf(failed.getMessage()).contains("Zero Bytes were transmitted");
    }

    /// Whether the controller answers questions in the name of the token's own user, and again and again none in the
    /// name of another. One that just died or comes back answers either both or neither at one of these looks.
    boolean refuses(String other) {
        for (int look = 0; look < LOOKS; look++) {
            if (answers(other) || !answers(settings.user())) {
                return false;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /// By a question whose answer is short, and the controller's own.
    private boolean answers(String user) {
        try {
            list(user, "slurm", "partitions/", "partitions", each -> {});
            return true;
        } catch (IOException silent) {
            return false;
        }
    }

    private URI uri(String family, String path) throws IOException {
        return settings.url().resolve("/" + family + "/" + version() + "/" + path);
    }

    private HttpRequest.Builder request(URI uri, String user) throws IOException {
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(SECONDS_MAX))
                .header("Accept", "application/json")
                .header("X-SLURM-USER-NAME", user)
                .header("X-SLURM-USER-TOKEN", token.read());
    }

    private interface Reading {
        /// @return what the answer says beside its list
        JsonNode read(InputStream body) throws IOException;
    }

    private JsonNode send(HttpRequest request, String user, Reading reading) throws IOException {
        FutureTask<JsonNode> exchange = new FutureTask<>(() -> exchange(request, user, reading));
        Thread.startVirtualThread(exchange);
        try {
            return exchange.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException told) {
                throw told;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (TimeoutException silent) {
            throw new EngineAwayException(
                    "slurmrestd at " + settings.url() + " has not answered within " + SECONDS_MAX + " seconds");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineAwayException("interrupted");
        } finally {
            exchange.cancel(true);
        }
    }

    private JsonNode exchange(HttpRequest request, String user, Reading reading) throws IOException {
        HttpResponse<InputStream> response;
        try {
            response = HTTP.send(request, BodyHandlers.limiting(BodyHandlers.ofInputStream(), ANSWER_BYTES_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineAwayException("interrupted");
        } catch (IOException away) {
            throw new EngineAwayException("slurmrestd at " + settings.url() + " cannot be reached: " + words(away));
        }
        boolean refuses = response.statusCode() >= FIRST_REFUSAL;
        JsonNode answer = Json.MAPPER.nullNode();
        String errors;
        try (InputStream body = response.body()) {
            if (refuses) {
                errors = RestAnswers.refusal(body);
            } else {
                answer = reading.read(body);
                errors = RestAnswers.errors(answer);
            }
        } catch (IOException cut) {
            // What was asked for may have been done.
            throw new EngineAwayException(
                    "the answer of slurmrestd at " + settings.url() + " cannot be read: " + words(cut));
        }
        if (refuses || !errors.isEmpty()) {
            throw refused(request, user, response.statusCode(), errors);
        }
        return answer;
    }

    private IOException refused(HttpRequest request, String user, int status, String words) {
        if (RestAnswers.saysNothing(words)) {
            return new EngineAwayException(
                    "slurmrestd does not say why it could not ask slurmctld: that is down, or does"
                            + " not take the token of the setting rest_token_file for the user " + user);
        }
        if (NOT_LET_IN.contains(status) || RestAnswers.speaksOfToken(words)) {
            return new TokenRefusedException(user, words);
        }
        if (NOT_NOW.contains(status) || SlurmCommands.saysAway(words)) {
            return new EngineAwayException("slurmrestd: " + words);
        }
        String told = "slurmrestd: " + words + " (HTTP " + status + " of "
                + request.uri().getPath() + ")";
        if (status == NOT_FOUND) {
            // It may have been renewed, and speak another version now.
            version = null;
            return new EngineAwayException(told);
        }
        return new IOException(told);
    }

    /// The client itself often says nothing but the name of its exception.
    private static String words(IOException away) {
        for (Throwable cause = away; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its host is not known";
            }
        }
        if (away instanceof HttpConnectTimeoutException) {
            return "no connection within ten seconds";
        }
        if (away instanceof ConnectException) {
            return "the connection is refused";
        }
        return FailureWords.of(away);
    }
}
