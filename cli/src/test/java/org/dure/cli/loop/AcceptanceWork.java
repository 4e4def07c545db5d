package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Corrects answers and accepts the corrections into new versions of the dataset.
final class AcceptanceWork implements Work {

    /// Long: whoever carries a correction is killed meanwhile, again and again, and starts slowly where all is busy.
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int PIXELS = TinyModel.SIDE * TinyModel.SIDE;

    /// Each finds what breaks its law. `%s` is the id of the endpoint.
    private static final Map<String, String> LAWS = Map.of(
            "an acceptance that is neither done nor told as failed", """
                    select id || ': ' || state from serving.acceptance
                    where endpoint_id = '%s' and state = 'PENDING'""",
            "a correction between quarantine and dataset", """
                    select id::text from serving.correction where endpoint_id = '%s' and state = 'CLAIMED'""",
            "an acceptance that did not make exactly one version", """
                    select a.id || ': ' || count(v.id) from serving.acceptance a
                    left join data.version v on v.provenance ->> 'acceptance' = a.id::text
                    where a.endpoint_id = '%s' group by a.id, a.state
                    having count(v.id) <> case a.state when 'DONE' then 1 else 0 end""",
            "an accepted correction that is not in the one new version that it names", """
                    select c.id || ': ' || coalesce(c.dataset_version::text, 'none') from serving.correction c
                    where c.endpoint_id = '%s' and c.state = 'ACCEPTED' and (
                        select array_agg(distinct f.added_in) from data.file f
                        where f.path like '%%/feedback-' || c.sample_id || '.png'
                    ) is distinct from array[c.dataset_version]""",
            "a picture of a correction that nobody accepted", """
                    select f.path from data.file f join serving.correction c
                    on f.path like '%%/feedback-' || c.sample_id || '.png'
                    where c.endpoint_id = '%s' group by f.path having count(*) filter (where c.state = 'ACCEPTED') = 0""");

    private final Platform platform;
    private final Client client;
    private final Client serve;
    private final String endpoint;
    private final Random random;
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private int unknown;

    AcceptanceWork(Platform platform, Client client, String project, long seed) throws Exception {
        this.platform = platform;
        this.client = client;
        this.random = new Random(seed);
        String problem = Judged.dataset(client, project, "corrected").problem("corrected");
        JsonNode version =
                client.send("POST", project + "/models/upload?problem=" + problem, TinyModel.zip(0), "application/zip");
        Map<String, Object> wanted = Map.of(
                "name",
                "corrected",
                "model_id",
                version.path("model_id").asString(),
                "version",
                1,
                "follow_champion",
                false);
        endpoint = client.post(project + "/endpoints", wanted).path("id").asString();
        Map<String, Object> key = Map.of("name", "correct", "endpoint_id", endpoint, "per_second", 10_000);
        serve = new Client(
                platform.serveUrl(),
                client.post(project + "/keys", key).path("secret").asString());
        assertThat(Await.until(LIMIT, this::answeredRequest)).as("an answer").isNotNull();
    }

    @Override
    public void step() throws InterruptedException {
        String correction = corrected();
        if (correction == null) {
            return;
        }
        String waiting = "/api/v1/endpoints/" + endpoint + "/corrections?state=WAITING&limit=500";
        Boolean there = Await.until(
                LIMIT,
                () -> client.get(waiting).path("items").findValuesAsString("id").contains(correction) ? true : null);
        assertThat(there).as("correction %s waits to be accepted", correction).isNotNull();
        accept(correction);
    }

    private void accept(String correction) throws InterruptedException {
        byte[] choice = Json.MAPPER.writeValueAsBytes(Map.of("ids", List.of(correction)));
        try {
            HttpResponse<byte[]> answer =
                    client.once("POST", "/api/v1/endpoints/" + endpoint + "/corrections/accept", choice, Map.of());
            if (answer.statusCode() == 503) {
                unknown++;
                return;
            }
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            assertThat(answer.statusCode()).as(body).isEqualTo(200);
            assertThat(Json.MAPPER.readTree(body).path("state").asString())
                    .as(body)
                    .isNotEqualTo("FAILED");
            acknowledged.add(correction);
        } catch (IOException unanswered) {
            unknown++;
            client.trouble(unanswered.getClass().getSimpleName());
        }
    }

    /// @return the id of a correction that `serve` has taken; null where somebody who was asked was just dead
    private @Nullable String corrected() throws InterruptedException {
        String request = answeredRequest();
        if (request == null) {
            return null;
        }
        JsonNode taken = ask("feedback", Map.of("request_id", request, "label", "3"));
        return taken == null ? null : taken.path("id").asString();
    }

    private @Nullable String answeredRequest() throws InterruptedException {
        float[] pixels = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            pixels[i] = random.nextInt(256) / 255f;
        }
        JsonNode answer = ask(
                "infer",
                Map.of(
                        "parameters",
                        Map.of("consent_purpose", "better digits"),
                        "inputs",
                        List.of(Map.of(
                                "name", "image", "shape", List.of(1, PIXELS), "datatype", "FP32", "data", pixels))));
        return answer == null
                ? null
                : answer.path("parameters").path("request_id").asString();
    }

    private @Nullable JsonNode ask(String what, Map<String, Object> body) throws InterruptedException {
        try {
            HttpResponse<byte[]> answer =
                    serve.once("POST", "/v2/models/corrected/" + what, Json.MAPPER.writeValueAsBytes(body), Map.of());
            if (answer.statusCode() / 100 == 2) {
                return Json.MAPPER.readTree(answer.body());
            }
            serve.trouble(String.valueOf(answer.statusCode()));
        } catch (IOException unanswered) {
            serve.trouble(unanswered.getClass().getSimpleName());
        }
        Thread.sleep(100);
        return null;
    }

    @Override
    public void verify() throws Exception {
        assertThat(acknowledged).as("corrections accepted").isNotEmpty();
        try (Connection database = platform.database()) {
            for (Map.Entry<String, String> law : LAWS.entrySet()) {
                String query = law.getValue().formatted(endpoint);
                Await.until(LIMIT, () -> broken(database, query).isEmpty() ? true : null);
                assertThat(broken(database, query)).as(law.getKey()).isEmpty();
            }
            assertThat(Rows.strings(database, "select id from serving.correction where state = 'ACCEPTED'"))
                    .as("corrections whose acceptance was acknowledged")
                    .containsAll(acknowledged);
        }
    }

    private static List<String> broken(Connection database, String query) {
        try {
            return Rows.strings(database, query);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    @Override
    public String figures() {
        return acknowledged.size() + " corrections accepted, of " + unknown + " more the answer never came ("
                + serve.troubles + ")";
    }
}
