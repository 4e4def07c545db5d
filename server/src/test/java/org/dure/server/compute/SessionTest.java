package org.dure.server.compute;

import static org.assertj.core.api.Assertions.assertThat;

import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@ServerTest
@Import(Api.class)
class SessionTest {

    @Autowired
    Api api;

    @Test
    void every_wrong_field_is_named_at_once() {
        String project = api.newProject();
        var errors = api.admin()
                .post("/api/v1/projects/" + project + "/sessions", """
                        {"name": "no good!", "program": {"recipe": "image-classifier"}, "wall_seconds": 0,
                         "needs": {"cpus": 4000, "memory_bytes": 1, "gpus": 99},
                         "environment": {"MLFLOW_RUN_ID": "mine", "1x": "y"},
                         "mounts": [{"kind": "dataset", "name": "a/b"}]}
                        """)
                .expect(400)
                .json()
                .path("errors");
        assertThat(errors.findValuesAsString("field"))
                .containsExactlyInAnyOrder(
                        "name",
                        "wall_seconds",
                        "needs.cpus",
                        "needs.memory_bytes",
                        "needs.gpus",
                        "environment.MLFLOW_RUN_ID",
                        "environment.1x",
                        "mounts[0].name");
    }

    @Test
    void what_is_for_the_platform_alone_is_refused() {
        String project = api.newProject();
        Api.Caller member = api.member(project, "MEMBER");
        String sessions = "/api/v1/projects/" + project + "/sessions";
        assertThat(member.post(sessions, "{\"name\": \"x\", \"program\": {\"recipe\": \"evaluate\"}}")
                        .expect(400)
                        .detail())
                .contains("platform alone");
        assertThat(member.post(
                                sessions,
                                "{\"name\": \"x\", \"kind\": \"EVALUATION\", \"program\": {\"recipe\": \"image-classifier\"}}")
                        .expect(400)
                        .detail())
                .contains("platform alone");
    }

    @Test
    void an_unknown_kind_of_mount_is_refused() {
        String project = api.newProject();
        var answer = api.admin()
                .post("/api/v1/projects/" + project + "/sessions", """
                        {"name": "x", "program": {"recipe": "image-classifier"},
                         "mounts": [{"kind": "floppy", "name": "a"}]}
                        """)
                .expect(400);
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("mounts[0].kind");
    }
}
