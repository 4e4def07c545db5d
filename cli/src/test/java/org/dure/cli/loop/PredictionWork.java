package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;

/// Asks an endpoint for answers, and feeds back what every fourth should have been.
final class PredictionWork implements Work {

    private static final Duration SHIPPED_LIMIT = Duration.ofSeconds(60);
    private static final long PAUSE_MS = 20;
    private static final int PIXELS = 64;

    private final Platform platform;
    private final Client serve;
    private final String endpoint;

    private final Set<String> answered = new HashSet<>();
    private final Set<String> fedBack = new HashSet<>();
    private long sent;
    private long unknown;
    private long unknownFeedback;

    PredictionWork(Platform platform, Client client, String project) throws Exception {
        this.platform = platform;
        JsonNode version =
                client.send("POST", project + "/models/upload?name=tiny", TinyModel.zip(0), "application/zip");
        Map<String, Object> wanted =
                Map.of("name", "tiny", "model_id", version.path("model_id").asString(), "version", 1);
        endpoint = client.post(project + "/endpoints", wanted).path("id").asString();
        Map<String, Object> key =
                Map.of("name", "kill", "endpoint_id", endpoint, "per_second", 10_000, "per_day", 100_000_000);
        serve = new Client(
                platform.serveUrl(),
                client.post(project + "/keys", key).path("secret").asString());
        Await.until(SHIPPED_LIMIT, () -> {
            step();
            return answered.isEmpty() ? null : true;
        });
        assertThat(answered)
                .as("the model answers; otherwise %s", serve.troubles)
                .isNotEmpty();
    }

    @Override
    public void step() {
        try {
            boolean consents = sent++ % 4 == 0;
            HttpResponse<byte[]> response = serve.once("POST", "/v2/models/tiny/infer", request(consents), Map.of());
            if (response.statusCode() == 200) {
                JsonNode parameters = Json.MAPPER.readTree(response.body()).path("parameters");
                String id = parameters.path("request_id").asString();
                assertThat(answered.add(id)).as("the id %s is new", id).isTrue();
                if (consents) {
                    assertThat(parameters.path("kept").asBoolean()).isTrue();
                    feedBack(id);
                }
            } else {
                refused(response);
            }
        } catch (IOException unanswered) {
            unknown++;
            serve.trouble(unanswered.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pause();
    }

    private byte[] request(boolean consents) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("id", "kill-" + sent);
        if (consents) {
            request.put("parameters", Map.of("consent_purpose", "proving that nothing is lost"));
        }
        float[] pixels = new float[PIXELS];
        pixels[(int) (sent % PIXELS)] = 1;
        request.put(
                "inputs",
                List.of(Map.of("name", "image", "shape", List.of(1, PIXELS), "datatype", "FP32", "data", pixels)));
        return Json.MAPPER.writeValueAsBytes(request);
    }

    private void feedBack(String requestId) throws InterruptedException {
        byte[] body = Json.MAPPER.writeValueAsBytes(Map.of("request_id", requestId, "label", "3"));
        try {
            HttpResponse<byte[]> response = serve.once("POST", "/v2/models/tiny/feedback", body, Map.of());
            if (response.statusCode() == 202) {
                fedBack.add(Json.MAPPER.readTree(response.body()).path("id").asString());
            } else {
                refused(response);
            }
        } catch (IOException unanswered) {
            unknownFeedback++;
            serve.trouble(unanswered.getClass().getSimpleName());
        }
    }

    /// A killed program may make the others say 503 for a while, and nothing else.
    private void refused(HttpResponse<byte[]> response) {
        String status = String.valueOf(response.statusCode());
        boolean loading = answered.isEmpty() && (status.equals("401") || status.equals("404"));
        assertThat(response.statusCode() == 503 || loading)
                .as("%s: %s", status, new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isTrue();
        serve.trouble(status);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void verify() throws Exception {
        try (Connection database = platform.database()) {
            awaitAll(database, "select id from serving.usage_event", answered, "usage events");
            awaitAll(database, "select id from serving.correction", fedBack, "corrections");
            List<String> events = Rows.strings(
                    database,
                    "select id from serving.usage_event where status = 200 and endpoint_id = '" + endpoint + "'");
            assertThat(events).as("usage events").doesNotHaveDuplicates();
            assertThat((long) events.size())
                    .as(
                            "usage events of status 200, of %d answered and %d whose answer never came",
                            answered.size(), unknown)
                    .isBetween((long) answered.size(), answered.size() + unknown);
            List<String> corrections =
                    Rows.strings(database, "select id from serving.correction where endpoint_id = '" + endpoint + "'");
            assertThat((long) corrections.size())
                    .as("corrections")
                    .isBetween((long) fedBack.size(), fedBack.size() + unknownFeedback);
            assertThat(Rows.strings(
                            database,
                            "select id || ': ' || (reason ->> 'text') from serving.correction where state <> 'WAITING'"
                                    + " and endpoint_id = '" + endpoint + "'"))
                    .as("corrections that found no request of theirs")
                    .isEmpty();
        }
    }

    /// `serve` hands over what it has on disk when `server` answers again.
    private static void awaitAll(Connection database, String query, Set<String> wanted, String what)
            throws InterruptedException {
        Await.until(SHIPPED_LIMIT, () -> missing(database, query, wanted).isEmpty() ? true : null);
        assertThat(missing(database, query, wanted))
                .as("%s that were acknowledged and are not there", what)
                .isEmpty();
    }

    private static Set<String> missing(Connection database, String query, Set<String> wanted) {
        try {
            Set<String> missing = new HashSet<>(wanted);
            Rows.strings(database, query).forEach(missing::remove);
            return missing;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String figures() {
        return answered.size() + " of " + sent + " predictions answered (otherwise " + serve.troubles + "), "
                + fedBack.size() + " corrections";
    }
}
