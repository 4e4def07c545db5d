package org.dure.server.compute.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.dure.server.Api;
import org.dure.server.base.DataFolder;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;

/// The wire as an agent sees it: beside the real agent of a sleeping program, the test speaks with the same token.
class AgentWireTest extends SandboxTest {

    @Autowired
    DataFolder folder;

    @Test
    void what_an_agent_sends_twice_is_kept_once_and_what_is_not_its_own_is_refused() throws Exception {
        String session = Programs.run(member, project, SLEEP);
        Programs.awaitLog(member, session, "running");
        String attempt = attempt(session);
        String token = Files.readString(folder.folder("attempts").resolve(attempt + ".token"));
        String second = Programs.run(member, project, SLEEP);
        Programs.await(member, second, Session.State.RUNNING);
        String otherAttempt = attempt(second);
        try {
            String before = Programs.log(member, session);
            String again = "{\"chunks\": [{\"number\": 1, \"time\": \"2026-01-01T00:00:00Z\", \"text\": \"again\"}]}";
            assertThat(Json.MAPPER
                            .readTree(agent(token, "POST", attempt, "/logs", again)
                                    .body())
                            .path("next")
                            .asLong())
                    .isGreaterThan(1);
            assertThat(Programs.log(member, session)).isEqualTo(before);
            String gap = "{\"chunks\": [{\"number\": 99, \"time\": \"2026-01-01T00:00:00Z\", \"text\": \"gap\"}]}";
            assertThat(agent(token, "POST", attempt, "/logs", gap).statusCode()).isEqualTo(409);

            String first =
                    "{\"number\": 1, \"state\": \"FAILED\", \"time\": \"2026-01-01T00:00:00Z\", \"cause\": {\"text\": \"x\", \"parts\": [{\"code\": \"IN_WORDS\", \"parameters\": {\"words\": \"x\"}}]}}";
            assertThat(agent(token, "POST", attempt, "/states", first).statusCode())
                    .isEqualTo(200);
            Programs.await(member, session, Session.State.RUNNING);
            assertThat(agent(token, "POST", attempt, "/states", first.replace("1,", "50,"))
                            .statusCode())
                    .isEqualTo(409);

            outputs(token, attempt, session);
            long asked = System.nanoTime();
            assertThat(agent(token, "GET", attempt, "/streams?wait_seconds=1", null)
                            .body())
                    .isEqualTo("{\"streams\":[]}");
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .as("who asks for streams waits for a first one and does not ask again and again")
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(agent(token, "GET", otherAttempt, "/order", null).statusCode())
                    .isEqualTo(403);
            assertThat(agent(token, "GET", UUID.randomUUID().toString(), "/order", null)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(agent("dure_a_unknown", "GET", attempt, "/order", null).statusCode())
                    .isEqualTo(401);
            assertThat(agent(member.token(), "GET", attempt, "/order", null).statusCode())
                    .isEqualTo(403);
            api.as(token).get("/api/v1/sessions/" + session).expect(403);
            strangersSeeNothing(session);
        } finally {
            stop(session);
            stop(second);
        }
        assertThat(agent(token, "POST", attempt, "/heartbeat", "{\"state\": \"RUNNING\"}")
                        .statusCode())
                .isIn(410, 401);
    }

    @Test
    void a_heartbeat_that_waits_is_answered_by_the_order_that_comes_after_it() throws Exception {
        String session = Programs.run(member, project, SLEEP);
        Programs.await(member, session, Session.State.RUNNING);
        String attempt = attempt(session);
        String token = Files.readString(folder.folder("attempts").resolve(attempt + ".token"));
        var beat = CompletableFuture.supplyAsync(() -> {
            try {
                return agent(token, "POST", attempt, "/heartbeat?wait_seconds=5", "{\"state\": \"RUNNING\"}");
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        });
        Thread.sleep(500);
        stop(session);

        assertThat(beat.get(1, TimeUnit.MINUTES).body()).contains("\"order\":\"STOP\"");
    }

    @Test
    void a_full_machine_makes_a_session_wait_and_say_what_for() {
        long slots = api.admin()
                .get("/api/v1/slots")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .filter(slot -> slot.path("pool").asString().equals("local")
                        && !slot.path("held_since").isString())
                .count();
        List<String> sessions = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < slots; i++) {
                sessions.add(Programs.run(member, project, SLEEP));
            }
            for (String session : sessions) {
                Programs.await(member, session, Session.State.STARTING, Session.State.RUNNING);
            }
            String waiting = Programs.run(member, project, SLEEP);
            sessions.add(waiting);
            assertThat(Programs.await(member, waiting, Session.State.WAITING)
                            .path("reason")
                            .path("text")
                            .asString())
                    .isEqualTo("waits for a free CPU slot: it is the next one; held by test");
            var stopped = member.post("/api/v1/sessions/" + waiting + "/stop", "{\"reason\": \"changed my mind\"}")
                    .expect(200)
                    .json();
            assertThat(stopped.path("state").asString()).isEqualTo("STOPPED");
            String attempt = attempt(sessions.getFirst());
            String slot = jdbc.sql(
                            "select slot from compute.lease where attempt_id <> cast(:id as uuid) and until_time is null limit 1")
                    .param("id", attempt)
                    .query(String.class)
                    .single();
            assertThatThrownBy(() -> jdbc.sql(
                                    "insert into compute.lease (attempt_id, slot) values (cast(:id as uuid), :slot)")
                            .param("id", attempt)
                            .param("slot", slot)
                            .update())
                    .isInstanceOf(DuplicateKeyException.class);
        } finally {
            sessions.forEach(this::stop);
        }
    }

    private void outputs(String token, String attempt, String session) throws Exception {
        String sha256 = Sha256.of("one").hex();
        for (int i = 0; i < 2; i++) {
            assertThat(put(token, attempt, "/outputs?path=a/b.txt", "one", sha256))
                    .isEqualTo(200);
        }
        assertThat(put(token, attempt, "/outputs?path=../b.txt", "one", sha256)).isEqualTo(400);
        assertThat(put(token, attempt, "/outputs?path=c.txt", "two", sha256)).isEqualTo(400);
        assertThat(member.get("/api/v1/sessions/" + session + "/outputs")
                        .expect(200)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        for (int number = 1; number <= 5; number++) {
            assertThat(put(token, attempt, "/checkpoints/" + number, "one", sha256))
                    .isEqualTo(200);
        }
        assertThat(agent(token, "GET", attempt, "/checkpoints/5", null).body()).isEqualTo("one");
        assertThat(agent(token, "GET", attempt, "/checkpoints/2", null).statusCode())
                .isEqualTo(404);
    }

    private void strangersSeeNothing(String session) {
        Api.Caller stranger = api.member(api.newProject(), "MANAGER");
        String path = "/api/v1/sessions/" + session;
        for (String part :
                List.of("", "/transitions", "/logs", "/logs/stream", "/outputs", "/outputs/content?path=x")) {
            stranger.get(path + part).expect(404);
        }
        stranger.post(path + "/stop", "{\"reason\": \"mine\"}").expect(404);
        Api.Caller viewer = api.member(project, "VIEWER");
        viewer.get(path).expect(200);
        viewer.post(path + "/stop", "{\"reason\": \"mine\"}").expect(403);
    }

    private void stop(String session) {
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}")
                .expect(200);
        Programs.await(member, session, Session.State.STOPPED);
    }

    private String attempt(String session) {
        return jdbc.sql(
                        "select id from compute.attempt where session_id = cast(:id as uuid) order by number desc limit 1")
                .param("id", session)
                .query(UUID.class)
                .single()
                .toString();
    }

    private HttpResponse<String> agent(String token, String method, String attempt, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.uri("/agent/v1/attempts/" + attempt + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int put(String token, String attempt, String path, String bytes, String sha256)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.uri("/agent/v1/attempts/" + attempt + path))
                .header("Authorization", "Bearer " + token)
                .header("X-Sha256", sha256)
                .PUT(HttpRequest.BodyPublishers.ofString(bytes))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
