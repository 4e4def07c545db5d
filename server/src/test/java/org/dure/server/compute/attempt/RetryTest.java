package org.dure.server.compute.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Sessions that are tried again; by real agents in real sandboxes.
class RetryTest extends SandboxTest {

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
