package org.dure.server.compute.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.dure.server.Api;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.dure.server.compute.TestImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Programs with a Containerfile, by the API, in images that are really built.
class ContainerfileTest extends SandboxTest {

    @Test
    void a_session_runs_in_the_image_of_its_containerfile_and_a_failed_step_is_its_reason(@TempDir Path scratch)
            throws Exception {
        try (TestImage base = TestImage.make(scratch)) {
            String session = submit("FROM " + base.name() + "\nCOPY words /words\nRUN echo built > /made\n");
            JsonNode ended = Programs.await(member, session, Session.State.SUCCEEDED);
            assertThat(ended.path("program").path("containerfile").asString()).isEqualTo("Containerfile");
            assertThat(Programs.log(member, session))
                    .contains("step 2 of 2: RUN echo built > /made", "built\nwords of the program");

            String failing = submit("FROM " + base.name() + "\nRUN echo why >&2; exit 3\n");
            JsonNode failed = Programs.await(member, failing, Session.State.FAILED);
            assertThat(failed.path("reason").toString()).contains("IMAGE_STEP_FAILED", "exit code 3", "why");
        }
    }

    @Test
    void a_containerfile_that_is_not_there_or_not_alone_is_refused_at_once() {
        String program = upload("FROM base\n");
        assertThat(refusal(program, "\"containerfile\": \"Dockerfile\""))
                .contains("program.containerfile", "has no file Dockerfile");
        assertThat(refusal(program, "\"containerfile\": \"../Containerfile\"")).contains("program.containerfile");
        assertThat(refusal(program, "\"containerfile\": \"Containerfile\", \"image\": \"python:3\""))
                .contains("program.containerfile", "one of them");
    }

    private String refusal(String program, String more) {
        return post(program, more).expect(400).json().toString();
    }

    private String submit(String containerfile) {
        return post(upload(containerfile), "\"containerfile\": \"Containerfile\"")
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    private Api.Answer post(String program, String more) {
        return member.post("/api/v1/projects/" + project + "/sessions", """
                {"name": "built", "program": {"program_id": "%s", "command": ["cat", "/made", "/words"], %s},
                 "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 60}
                """.formatted(program, more));
    }

    private String upload(String containerfile) {
        byte[] zip = Programs.zip(Map.of("Containerfile", containerfile, "words", "words of the program"));
        return member.sendBytes("POST", "/api/v1/projects/" + project + "/programs", "application/zip", zip)
                .expect(201)
                .json()
                .path("id")
                .asString();
    }
}
