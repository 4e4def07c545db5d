package org.dure.server.compute.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.dure.base.Ids;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.slot.Node;
import org.dure.server.compute.slot.Slot;
import org.dure.server.compute.slot.SlotService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class PoolTest {

    @Autowired
    Api api;

    @Autowired
    SlotService slots;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void this_machine_is_a_pool_from_the_start_and_the_one_where_sessions_run() {
        var pools = api.admin().get("/api/v1/pools").expect(200).json().path("items");
        var local = pools.get(0);
        assertThat(local.path("name").asString()).isEqualTo("local");
        assertThat(local.path("engine").asString()).isEqualTo("LOCAL");
        assertThat(local.path("policy").asString()).isEqualTo("ROUND_ROBIN");
        assertThat(local.path("nodes").get(0).path("cpus").asInt()).isPositive();
        String session = api.admin()
                .post("/api/v1/projects/" + api.newProject() + "/sessions", """
                        {"name": "x", "program": {"recipe": "image-classifier", "arguments": ["--help"]}}
                        """)
                .expect(201)
                .json()
                .path("id")
                .asString();
        assertThat(api.admin()
                        .get("/api/v1/sessions/" + session)
                        .expect(200)
                        .json()
                        .path("pool")
                        .asString())
                .isEqualTo("local");
    }

    @Test
    void only_administrators_put_pools_and_see_their_settings() {
        Api.Caller manager = api.member(api.newProject(), "MANAGER");
        manager.put("/api/v1/pools/local", "{\"open\": true}").expect(403);
        assertThat(manager.get("/api/v1/pools/local")
                        .expect(200)
                        .json()
                        .path("settings")
                        .isNull())
                .isTrue();
        var mine = api.admin().put("/api/v1/pools/local", "{\"open\": true}").expect(200);
        assertThat(mine.json().path("settings").isObject()).isTrue();
    }

    @Test
    void a_pool_that_cannot_be_is_refused_with_the_field() {
        assertThat(field(api.admin().put("/api/v1/pools/other", "{}"))).isEqualTo("engine");
        assertThat(field(api.admin().put("/api/v1/pools/other", "{\"engine\": \"LOCAL\"}")))
                .isEqualTo("engine");
        assertThat(field(api.admin().put("/api/v1/pools/local", "{\"settings\": {\"a\": \"b\"}}")))
                .isEqualTo("settings");
        api.admin().get("/api/v1/pools/other").expect(404);
    }

    @Test
    void a_session_for_a_pool_that_is_not_there_is_refused_with_those_that_are() {
        var answer = api.admin().post("/api/v1/projects/" + api.newProject() + "/sessions", """
                {"name": "x", "program": {"recipe": "image-classifier"}, "pool": "moon"}
                """);
        assertThat(field(answer)).isEqualTo("pool");
        assertThat(answer.detail()).contains("local");
    }

    @Test
    void a_session_waits_where_all_nodes_of_its_pool_are_away() {
        jdbc.sql("insert into compute.pool (name, engine, policy, open) values ('away', 'LOCAL', 'FIFO', true)")
                .update();
        String project = api.newProject();
        String body = """
                {"name": "x", "program": {"recipe": "image-classifier"}, "pool": "away",
                 "needs": {"cpus": 1, "memory_bytes": 134217728, "gpus": %d}}
                """;
        String path = "/api/v1/projects/" + project + "/sessions";
        assertThat(api.admin().post(path, body.formatted(1)).expect(400).detail())
                .contains("no node of away is known yet");
        slots.take("away", List.of(new Node("n1", 4, 1L << 30, List.of(0, 2))));
        assertThat(slots.nodes("away")).containsExactly(new Node("n1", 4, 1L << 30, List.of(0, 2)));
        assertThat(rule("away").path("nodes").asInt()).isEqualTo(1);
        assertThat(rule("away").path("gpus").asInt()).isEqualTo(2);
        assertThat(rule("away").path("memory_bytes").asLong()).isEqualTo(1L << 30);
        slots.take("away", List.of());
        assertThat(slots.nodes("away")).isEmpty();
        assertThat(rule("away").path("nodes").asInt(-1)).isZero();
        assertThat(rule("local").path("cpus").asInt()).isPositive();

        assertThat(api.admin().post(path, body.formatted(3)).expect(400).detail())
                .contains("between 0 and 2");
        String session = api.admin()
                .post(path, body.formatted(2))
                .expect(201)
                .json()
                .path("id")
                .asString();
        JsonNode waiting =
                api.admin().get("/api/v1/sessions/" + session).expect(200).json();
        assertThat(waiting.path("state").asString()).isEqualTo("WAITING");
        assertThat(waiting.path("reason").path("text").asString()).contains("waits for a node");
        JsonNode place = api.admin().get("/api/v1/room").expect(200).json().path("queue").values().stream()
                .filter(each -> each.at("/session/id").asString("").equals(session))
                .findFirst()
                .orElseThrow();
        assertThat(place.path("pool").asString()).isEqualTo("away");
        assertThat(place.path("position").asInt()).isEqualTo(1);
        api.admin()
                .post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}")
                .expect(200);
        jdbc.sql("update compute.pool set open = false where name = 'away'").update();
    }

    @Test
    void what_is_wrong_with_a_setting_is_said_in_codes() {
        var wrong =
                api.admin().put("/api/v1/pools/other", """
                        {"engine": "SLURM", "settings": {"shared_folder": "here", "flags": {"output": "/etc/x"}}}
                        """).expect(400).json().path("errors");
        assertThat(wrong.valueStream()
                        .map(each -> each.path("field").asString() + " "
                                + each.path("reason")
                                        .path("parts")
                                        .get(0)
                                        .path("code")
                                        .asString()))
                .containsExactlyInAnyOrder(
                        "settings.shared_folder SETTING_NO_PATH",
                        "settings.server_url FIELD_MISSING",
                        "settings.flags.output SETTING_NO_FLAG");
    }

    @Test
    void a_cluster_that_does_not_answer_says_why_to_administrators_and_is_removed_when_nobody_is_in_it() {
        String pool = "moon-" + Ids.next();
        api.admin().put("/api/v1/pools/" + pool, away(pool)).expect(200);
        JsonNode connection = awaitAway(pool);
        assertThat(connection.path("trouble").path("text").asString()).contains("/nowhere/token");
        Api.Caller member = api.member(api.newProject(), "MANAGER");
        JsonNode seen = member.get("/api/v1/pools/" + pool).expect(200).json().path("connection");
        assertThat(seen.path("state").asString()).isEqualTo("AWAY");
        assertThat(seen.path("trouble").isNull()).isTrue();

        member.delete("/api/v1/pools/" + pool).expect(403);
        UUID session = waiting(pool);
        assertThat(api.admin().delete("/api/v1/pools/" + pool).expect(409).detail())
                .contains("are not over yet: 1.");
        jdbc.sql("update compute.session set state = 'STOPPED', ended_at = now() where id = ?")
                .param(session)
                .update();
        api.admin().delete("/api/v1/pools/" + pool).expect(204);
        api.admin().get("/api/v1/pools/" + pool).expect(404);
        api.admin().delete("/api/v1/pools/" + pool).expect(404);
        assertThat(api.admin().get("/api/v1/pools").expect(200).body()).doesNotContain(pool);

        api.admin().put("/api/v1/pools/" + pool, """
                        {"engine": "SLURM", "settings": {"shared_folder": "/nowhere", "slurm_conf": "/dev/null",
                         "server_url": "http://localhost"}}
                        """).expect(200);
        assertThat(api.admin()
                        .get("/api/v1/pools/" + pool)
                        .expect(200)
                        .json()
                        .path("engine")
                        .asString())
                .isEqualTo("SLURM");
        api.admin().delete("/api/v1/pools/" + pool).expect(204);
    }

    @Test
    void this_machine_is_not_removed() {
        assertThat(api.admin().delete("/api/v1/pools/local").expect(409).detail())
                .contains("this machine");
    }

    private static String away(String pool) {
        return """
                {"engine": "KUBERNETES", "settings": {"api_url": "http://127.0.0.1:1", "token_file": "/nowhere/token",
                 "namespace": "research", "shared_folder": "/nowhere", "volume_claim": "dure",
                 "server_url": "http://localhost", "image": "%s"}}
                """.formatted(pool);
    }

    private JsonNode awaitAway(String pool) {
        Instant end = Instant.now().plusSeconds(60);
        while (true) {
            JsonNode found =
                    api.admin().get("/api/v1/pools/" + pool).expect(200).json().path("connection");
            if (found.path("state").asString().equals("AWAY")) {
                return found;
            }
            assertThat(Instant.now()).as("%s", found).isBefore(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void what_an_attempt_was_given_stays_its_own_where_the_node_goes_away_before_it_starts() {
        String pool = "leaves";
        jdbc.sql("insert into compute.pool (name, engine, policy, open) values (:pool, 'LOCAL', 'FIFO', false)")
                .param("pool", pool)
                .update();
        slots.take(pool, List.of(new Node("n1", 2, 1L << 30, List.of())));
        UUID attempt = Ids.next();
        jdbc.sql("""
                        insert into compute.attempt (id, session_id, number, state, cause, pool, fenced_at, settled_at)
                        values (:id, :session, 1, 'ENDED', '{"text": "", "parts": []}', :pool, now(), now())
                        """)
                .param("id", attempt)
                .param("session", waiting(pool))
                .param("pool", pool)
                .update();
        List<String> names = slots.list(pool).stream().map(Slot::name).toList();
        transactions.executeWithoutResult(status -> slots.lease(attempt, names, Instant.now()));

        slots.take(pool, List.of());
        assertThat(slots.list(pool)).isEmpty();
        assertThat(slots.heldBy(attempt)).extracting(Slot::node).containsExactly("n1", "n1");
        transactions.executeWithoutResult(status -> slots.free(attempt));
        jdbc.sql("update compute.session set state = 'STOPPED', ended_at = now() where pool = :pool")
                .param("pool", pool)
                .update();
    }

    /// A pool without nodes takes no sessions, so that the row is made by hand.
    private UUID waiting(String pool) {
        UUID id = Ids.next();
        jdbc.sql("""
                        insert into compute.session (id, project_id, name, kind, state, reason, recipe, command, mounts,
                            environment, context, cpus, memory_bytes, gpus, wall_seconds, created_by, by_platform, pool)
                        values (:id, :id, 'waits', 'TRAINING', 'WAITING', '{"text": "", "parts": []}', 'test', '[]', '[]',
                            '{}', '{}', 1, 1, 0, 1, 'test', false, :pool)
                        """).param("id", id).param("pool", pool).update();
        return id;
    }

    private static String field(Api.Answer refused) {
        return refused.expect(400).json().path("errors").get(0).path("field").asString();
    }

    /// What the page of rules says of a pool.
    private JsonNode rule(String pool) {
        JsonNode pools =
                api.admin().get("/api/v1/room/rules").expect(200).json().path("pools");
        return pools.values().stream()
                .filter(each -> each.path("name").asString().equals(pool))
                .findFirst()
                .orElseThrow();
    }
}
