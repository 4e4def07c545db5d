package org.dure.server.compute.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class RoomTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private String project;
    private Api.Caller member;

    @BeforeEach
    void member() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
    }

    @Test
    void this_machine_tells_what_it_is_doing_without_any_session() {
        JsonNode node = await(
                        member,
                        room -> !room.at("/nodes/0/sample").isMissingNode()
                                && !room.at("/nodes/0/sample/cpu_share").isNull())
                .at("/nodes/0");
        assertThat(node.path("name").asString()).isNotBlank();
        assertThat(node.at("/sample/cpu_share").asDouble()).isBetween(0.0, 1.0);
        assertThat(node.at("/sample/memory_bytes").asLong())
                .isPositive()
                .isLessThan(node.at("/sample/memory_total_bytes").asLong());
        assertThat(node.path("slots")).isNotEmpty();
        assertThat(member.get("/api/v1/room/samples?hours=1").expect(200).json().path("items"))
                .isNotEmpty();
        member.get("/api/v1/room/samples?hours=1000").expect(400);
    }

    @Test
    void nodes_of_two_pools_with_the_same_name_are_two_nodes() {
        try {
            sampled("east", 1 << 20);
            sampled("west", 1 << 30);
            JsonNode nodes = member.get("/api/v1/room").expect(200).json().path("nodes");
            assertThat(nodes.valueStream()
                            .filter(node -> node.path("name").asString().equals("twin"))
                            .map(node -> node.path("pool").asString() + " "
                                    + node.at("/sample/memory_bytes").asLong()))
                    .containsExactlyInAnyOrder("east 1048576", "west 1073741824");
        } finally {
            jdbc.sql("delete from compute.node_sample where node = 'twin'").update();
        }
    }

    private void sampled(String pool, long memoryBytes) {
        jdbc.sql("""
                        insert into compute.node_sample (pool, node, minute, samples, cores, memory_bytes, memory_total_bytes)
                        values (:pool, 'twin', date_trunc('minute', now()), 1, 8, :memory_bytes, 1099511627776)
                        """).param("pool", pool).param("memory_bytes", memoryBytes).update();
    }

    @Test
    void who_holds_a_slot_and_who_waits_has_names_only_for_its_own_people() {
        Programs.requireSandbox();
        List<String> sessions = new ArrayList<>();
        try {
            String program = Programs.upload(member, project, "import time\nprint('up', flush=True)\ntime.sleep(100)");
            int slots = api.admin().get("/api/v1/slots").json().path("items").size();
            for (int i = 0; i < slots + 1; i++) {
                sessions.add(Programs.submit(member, project, program, "python3", "main.py"));
            }
            Programs.await(member, sessions.getFirst(), Session.State.RUNNING);
            String last = sessions.getLast();
            JsonNode mine = await(member, room -> waiting(room, last) != null);
            JsonNode waiting = waiting(mine, last);
            assertThat(waiting.at("/reason/text").asString()).contains("CPU slot");
            assertThat(waiting.at("/position").asInt()).isPositive();
            assertThat(mine.path("nodes").toString()).contains(sessions.getFirst());
            Api.Caller stranger = api.member(api.newProject(), "VIEWER");
            Api.Answer theirs = stranger.get("/api/v1/room").expect(200);
            for (String session : sessions) {
                assertThat(theirs.body()).doesNotContain(session);
            }
            assertThat(theirs.body()).doesNotContain(project);
            assertThat(theirs.json().path("queue")).isNotEmpty();
            assertThat(theirs.json().at("/queue/0/reason/text").isMissingNode()).isTrue();
            JsonNode start = member.get("/api/v1/sessions/" + last + "/start")
                    .expect(200)
                    .json()
                    .at("/items/0/start");
            assertThat(start.path("at_limits_seconds").asDouble()).isBetween(0.0, 200.0 * sessions.size());
            stranger.get("/api/v1/sessions/" + last + "/start").expect(404);
            stranger.get("/api/v1/sessions/" + last + "/samples").expect(404);
            Instant deadline = Instant.now().plus(PATIENCE);
            while (samples(sessions.getFirst()).isEmpty() && Instant.now().isBefore(deadline)) {
                pause();
            }
            assertThat(samples(sessions.getFirst()).get(0).path("memory_bytes").asLong())
                    .isPositive();
        } finally {
            sessions.reversed()
                    .forEach(session ->
                            member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}"));
        }
    }

    private JsonNode samples(String session) {
        return member.get("/api/v1/sessions/" + session + "/samples")
                .expect(200)
                .json()
                .path("items");
    }

    private static JsonNode waiting(JsonNode room, String session) {
        for (JsonNode each : room.path("queue").values()) {
            if (each.at("/session/id").asString("").equals(session)) {
                return each;
            }
        }
        return null;
    }

    private static JsonNode await(Api.Caller caller, Predicate<JsonNode> seen) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode room = caller.get("/api/v1/room").expect(200).json();
            if (seen.test(room)) {
                return room;
            }
            assertThat(Instant.now()).as(room.toPrettyString()).isBefore(deadline);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
