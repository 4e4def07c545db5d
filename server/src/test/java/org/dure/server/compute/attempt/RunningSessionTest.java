package org.dure.server.compute.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dure.base.Sha256;
import org.dure.server.Api;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Sessions run by real agents in real sandboxes.
class RunningSessionTest extends SandboxTest {

    @Test
    void a_program_runs_and_leaves_its_log_its_outputs_and_its_steps() throws Exception {
        String session = Programs.run(member, project, """
                import os, pathlib
                print("hello from", os.getcwd())
                pathlib.Path("/output/deep").mkdir()
                pathlib.Path("/output/deep/answer.txt").write_text("42")
                """);
        var ended = Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(ended.path("attempt").asInt()).isEqualTo(1);
        assertThat(Programs.log(member, session)).contains("hello from /program");
        var output = member.get("/api/v1/sessions/" + session + "/outputs")
                .expect(200)
                .json()
                .path("items")
                .get(0);
        assertThat(output.path("path").asString()).isEqualTo("deep/answer.txt");
        assertThat(output.path("sha256").asString()).isEqualTo(Sha256.of("42").hex());
        Api.Answer content = member.get("/api/v1/sessions/" + session + "/outputs/content?path=deep/answer.txt")
                .expect(200);
        assertThat(content.body()).isEqualTo("42");
        assertThat(content.response()
                        .headers()
                        .firstValue("Content-Disposition")
                        .orElse(""))
                .startsWith("attachment");
        assertThat(states(session)).containsExactly("WAITING", "STARTING", "RUNNING", "SAVING", "SUCCEEDED");
        assertThat(leases(session)).isEqualTo(1);
        String events = stream(session, "0");
        assertThat(events).contains("event:log", "hello from", "event:end", "SUCCEEDED");
        assertThat(stream(session, "1000")).doesNotContain("event:log").contains("event:end");
    }

    @Test
    void what_a_failed_program_died_of_is_told_with_the_line_and_the_next_step() {
        String session = Programs.run(member, project, "import torchvizion");
        var autopsy = Programs.await(member, session, Session.State.FAILED).path("autopsy");
        var finding = autopsy.path("finding").path("parts").get(0);
        assertThat(finding.path("code").asString()).isEqualTo("MODULE_MISSING");
        assertThat(finding.path("parameters").path("name").asString()).isEqualTo("torchvizion");
        assertThat(autopsy.path("next_step").path("parts").get(0).path("code").asString())
                .isEqualTo("ADD_REQUIREMENT");
        assertThat(autopsy.path("evidence").get(0).asString())
                .isEqualTo("ModuleNotFoundError: No module named 'torchvizion'");
    }

    @Test
    void a_program_that_does_not_exist_fails_with_the_reason() {
        String program = Programs.upload(member, project, "pass");
        String session = Programs.submit(member, project, program, "no-such-program", "--help");
        assertThat(Programs.await(member, session, Session.State.FAILED)
                        .path("reason")
                        .path("text")
                        .asString())
                .contains("no-such-program");
    }

    @Test
    void a_running_session_is_stopped_with_the_reason_and_the_name_of_who_asked() {
        String session = Programs.run(member, project, """
                import time
                print("running", flush=True)
                time.sleep(600)
                """);
        Programs.awaitLog(member, session, "running");
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"wrong settings\"}")
                .expect(200);
        var stopped = Programs.await(member, session, Session.State.STOPPED);
        assertThat(stopped.path("reason").path("text").asString()).contains("wrong settings");
        var last = transitions(session).getLast();
        assertThat(last.path("actor").asString()).startsWith("person-");
    }

    @Test
    void a_session_whose_agent_is_killed_goes_on_from_its_checkpoint() {
        String session = Programs.run(member, project, """
                import pathlib, time
                step = pathlib.Path("/checkpoint/step")
                if step.exists():
                    print("resumed at", step.read_text(), flush=True)
                    raise SystemExit(0)
                step.write_text("7")
                pathlib.Path("/checkpoint/.ready").touch()
                time.sleep(600)
                """);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        String handle = jdbc.sql("select handle from compute.attempt where session_id = cast(:id as uuid)")
                .param("id", session)
                .query(String.class)
                .single();
        ProcessHandle.of(Long.parseLong(handle.split(":")[0])).orElseThrow().destroyForcibly();
        var ended = Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(ended.path("attempt").asInt()).isEqualTo(2);
        assertThat(Programs.log(member, session)).contains("resumed at 7");
        assertThat(states(session))
                .containsExactly(
                        "WAITING", "STARTING", "RUNNING", "WAITING", "STARTING", "RUNNING", "SAVING", "SUCCEEDED");
        assertThat(transitions(session).get(3).path("cause").path("text").asString())
                .contains("attempt 1 was lost")
                .contains("checkpoint 1");
        assertThat(leases(session)).isEqualTo(2);
    }

    @Test
    void a_recipe_of_the_platform_runs_in_the_sandbox_where_it_is_built() throws Exception {
        boolean built = Files.isDirectory(Path.of("../learn/target/lib"));
        if (!built) {
            System.out.println("SKIPPED: the module learn has no target/lib; build it with the goal package");
        }
        Assumptions.assumeTrue(built, "learn is not built");
        String session = member.post("/api/v1/projects/" + project + "/sessions", """
                        {"name": "help", "program": {"recipe": "image-classifier", "arguments": ["--help"]},
                         "needs": {"cpus": 1, "memory_bytes": 536870912}}
                        """)
                .expect(201)
                .json()
                .path("id")
                .asString();
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session)).contains("--learning-rate");
    }

    private List<String> states(String session) {
        return transitions(session).stream()
                .map(step -> step.path("state").asString())
                .toList();
    }

    private List<tools.jackson.databind.JsonNode> transitions(String session) {
        var items = member.get("/api/v1/sessions/" + session + "/transitions")
                .expect(200)
                .json()
                .path("items");
        return Stream.iterate(0, index -> index < items.size(), index -> index + 1)
                .map(items::get)
                .toList();
    }

    private int leases(String session) {
        return jdbc.sql("""
                        select count(*) from compute.lease l join compute.attempt a on a.id = l.attempt_id
                        where a.session_id = cast(:id as uuid)
                        """).param("id", session).query(Integer.class).single();
    }

    private String stream(String session, String lastEventId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(api.uri("/api/v1/sessions/" + session + "/logs/stream"))
                .header("Authorization", "Bearer " + member.token())
                .header("Last-Event-ID", lastEventId)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
