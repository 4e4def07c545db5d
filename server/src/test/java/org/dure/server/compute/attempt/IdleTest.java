package org.dure.server.compute.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.dure.server.Api;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.dure.server.compute.sample.SampleService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/// Sessions that do next to nothing are warned and paused; by real agents in real sandboxes.
class IdleTest extends SandboxTest {

    /// Saves when it is asked to.
    private static final String IDLES = """
            import pathlib, time
            print("up", flush=True)
            ask = pathlib.Path("/checkpoint/.save")
            while not ask.exists():
                time.sleep(0.2)
            pathlib.Path("/checkpoint/step").write_text("1")
            ask.unlink()
            pathlib.Path("/checkpoint/.ready").touch()
            time.sleep(600)
            """;

    @Autowired
    SampleService samples;

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

        String session = Programs.run(member, project, IDLES);
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
        String session = Programs.run(member, project, IDLES);
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
                        insert into compute.gpu_sample (pool, node, uuid, minute, samples, number, name, utilisation)
                        values ('local', :node, 'retry-test', date_trunc('minute', now()), 1, 7, 'GPU of a test',
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
}
