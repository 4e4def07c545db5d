package org.dure.server.compute.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.compute.sample.SampleService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Sessions that are tried again, and idle ones that are paused; by real agents in real sandboxes.
@ServerTest
@Import(Api.class)
class RetryTest {

    /// Fails with 7 as often as the checkpoint does not say 2.
    private static final String FAILS_TWICE = """
            import pathlib
            times = pathlib.Path("/checkpoint/times")
            before = int(times.read_text()) if times.exists() else 0
            print("try", before, flush=True)
            if before < 2:
                times.write_text(str(before + 1))
                pathlib.Path("/checkpoint/.ready").touch()
                raise SystemExit(7)
            """;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    SampleService samples;

    String project;
    Api.Caller member;

    @BeforeEach
    void project() {
        Programs.requireSandbox();
        project = api.newProject();
        member = api.member(project, "MEMBER");
    }

    @Test
    void a_program_that_fails_is_started_again_as_its_rule_says() {
        String session = submit(FAILS_TWICE, "{\"failures\": 2, \"exit_codes\": [7], \"back_off_seconds\": 0}");
        JsonNode ended = Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(ended.path("attempt").asInt()).isEqualTo(3);
        assertThat(Programs.log(member, session)).contains("try 0", "try 1", "try 2");
        assertThat(causes(session))
                .anyMatch(text ->
                        text.startsWith("attempt 1 failed, the next one goes on from checkpoint 1: exit code 7"));
    }

    @Test
    void other_exit_codes_and_more_failures_than_the_rule_allows_are_the_end() {
        String other = submit(FAILS_TWICE, "{\"failures\": 2, \"exit_codes\": [8], \"back_off_seconds\": 0}");
        assertThat(Programs.await(member, other, Session.State.FAILED)
                        .path("attempt")
                        .asInt())
                .isEqualTo(1);
        String more = submit(FAILS_TWICE, "{\"failures\": 1, \"back_off_seconds\": 0}");
        assertThat(Programs.await(member, more, Session.State.FAILED)
                        .path("attempt")
                        .asInt())
                .isEqualTo(2);
        assertThat(member.post("/api/v1/projects/" + project + "/sessions", body("none", "{\"failures\": 99}"))
                        .expect(400)
                        .body())
                .contains("retry.failures");
    }

    @Test
    void a_program_that_a_signal_ends_is_tried_again_where_no_exit_code_was_named() {
        String dies = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n";
        String session = submit(dies, "{\"failures\": 1, \"back_off_seconds\": 0}");
        JsonNode failed = Programs.await(member, session, Session.State.FAILED);
        assertThat(failed.path("attempt").asInt()).isEqualTo(2);
        assertThat(failed.path("reason").path("text").asString()).contains("SIGSEGV");
        String named = submit(dies, "{\"failures\": 1, \"exit_codes\": [8], \"back_off_seconds\": 0}");
        assertThat(Programs.await(member, named, Session.State.FAILED)
                        .path("attempt")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void between_two_tries_it_waits_and_says_so() {
        String session = submit("raise SystemExit(1)", "{\"failures\": 1, \"back_off_seconds\": 3600}");
        JsonNode waiting = Programs.await(member, session, Session.State.WAITING, Session.State.FAILED);
        while (waiting.path("attempt").asInt() == 0) {
            waiting = Programs.await(member, session, Session.State.WAITING, Session.State.FAILED);
        }
        assertThat(waiting.path("reason").path("text").asString()).contains("before it tries again", "exit code 1");
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"enough\"}")
                .expect(200);
        Programs.await(member, session, Session.State.STOPPED);
    }

    @Test
    void an_idle_session_is_warned_kept_by_who_asks_and_paused_otherwise() {
        Api.Caller manager = api.member(project, "MANAGER");
        String rule = "/api/v1/projects/" + project + "/idle-rule";
        assertThat(member.get(rule).expect(200).json().path("idle_minutes").isNumber())
                .isFalse();
        member.send("PUT", rule, "{\"idle_minutes\": 30}").expect(403);
        assertThat(manager.send("PUT", rule, "{\"idle_minutes\": 1}")
                        .expect(400)
                        .body())
                .contains("idle_minutes");
        manager.send("PUT", rule, "{\"idle_minutes\": 30}").expect(200);

        String session = Programs.run(member, project, "import time\nprint('up', flush=True)\ntime.sleep(600)\n");
        Programs.awaitLog(member, session, "up");
        idleFor(session, 20);
        JsonNode warned = Programs.await(member, session, Session.State.RUNNING);
        assertThat(warned.path("life").path("idle").path("pauses_at").asString())
                .isNotEmpty();
        assertThat(warned.path("reason").path("text").asString()).contains("unless somebody keeps it");
        JsonNode kept = member.post("/api/v1/sessions/" + session + "/keep", "{}")
                .expect(200)
                .json();
        assertThat(kept.path("life").path("idle").isObject()).isFalse();

        idleFor(session, 40);
        JsonNode waiting = Programs.await(member, session, Session.State.WAITING);
        assertThat(waiting.path("life").path("pause").path("by").asString()).isEqualTo("Dure");
        assertThat(waiting.path("reason").path("text").asString())
                .startsWith("paused by Dure: it did next to nothing for 40 minutes");
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"enough\"}")
                .expect(200);
        Programs.await(member, session, Session.State.STOPPED);
    }

    @Test
    void a_session_is_not_idle_while_its_gpu_works_or_nobody_knows_what_it_does() throws Exception {
        Api.Caller manager = api.member(project, "MANAGER");
        manager.send("PUT", "/api/v1/projects/" + project + "/idle-rule", "{\"idle_minutes\": 30}")
                .expect(200);
        String session = Programs.run(member, project, "import time\nprint('up', flush=True)\ntime.sleep(600)\n");
        Programs.awaitLog(member, session, "up");
        holdGpu(session);
        for (String utilisation : List.of("null", "0.9")) {
            gpuWorks(utilisation);
            idleFor(session, 20);
            assertThat(isIdle(session)).isTrue();
            lookAgain();
            awaitAtWork(session, utilisation);
        }
        gpuWorks("0.01");
        idleFor(session, 40);
        Programs.await(member, session, Session.State.WAITING);
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"enough\"}")
                .expect(200);
        Programs.await(member, session, Session.State.STOPPED);
    }

    /// As if this machine had a GPU more, and the session held it.
    private void holdGpu(String session) {
        jdbc.sql("insert into compute.slot (name, kind, number, present) values ('gpu-7', 'GPU', 7, false)")
                .update();
        jdbc.sql("""
                        insert into compute.lease (attempt_id, slot)
                        select id, 'gpu-7' from compute.attempt where session_id = cast(:id as uuid)
                        """).param("id", session).update();
    }

    private void gpuWorks(String utilisation) {
        jdbc.sql("delete from compute.gpu_sample where uuid = 'retry-test'").update();
        jdbc.sql("""
                        insert into compute.gpu_sample (node, uuid, minute, samples, number, name, utilisation)
                        values (:node, 'retry-test', date_trunc('minute', now()), 1, 7, 'GPU of a test',
                            cast(nullif(:utilisation, 'null') as double precision))
                        """)
                .param("node", samples.thisNode())
                .param("utilisation", utilisation)
                .update();
    }

    /// The next heartbeat is looked at, though the last look is not long ago.
    private void lookAgain() {
        jdbc.sql("update compute.attempt_cost set mark_at = now() - interval '1 minute'")
                .update();
    }

    private void awaitAtWork(String session, String utilisation) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (isIdle(session)) {
            assertThat(Instant.now()).as("its GPU at " + utilisation).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    private boolean isIdle(String session) {
        return member.get("/api/v1/sessions/" + session)
                .expect(200)
                .json()
                .path("life")
                .path("idle")
                .isObject();
    }

    /// The clock is not waited for: its last work lies so far back.
    private void idleFor(String session, int minutes) {
        jdbc.sql("""
                        update compute.attempt_cost set busy_at = now() - :minutes * interval '1 minute',
                            mark_at = now(), mark_cpu = 1000
                        where attempt_id in (select id from compute.attempt where session_id = cast(:id as uuid))
                        """).param("minutes", minutes).param("id", session).update();
    }

    private String submit(String python, String retry) {
        String program = Programs.upload(member, project, python);
        return member.post("/api/v1/projects/" + project + "/sessions", body(program, retry))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    private static String body(String program, String retry) {
        return """
                {"name": "test", "program": {"program_id": "%s", "command": ["python3", "main.py"]},
                 "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 120, "retry": %s}
                """.formatted(program.equals("none") ? java.util.UUID.randomUUID() : program, retry);
    }

    private List<String> causes(String session) {
        return member
                .get("/api/v1/sessions/" + session + "/transitions")
                .expect(200)
                .json()
                .path("items")
                .findValues("cause")
                .stream()
                .map(cause -> cause.path("text").asString())
                .toList();
    }
}
