package org.dure.server.compute.share;

import static org.assertj.core.api.Assertions.assertThat;

import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class ShareTest {

    @Autowired
    Api api;

    private String project;

    @BeforeEach
    void project() {
        project = api.newProject();
    }

    @Test
    void a_project_begins_with_the_weight_one_and_no_quota() {
        JsonNode share = api.member(project, "VIEWER")
                .get("/api/v1/projects/" + project + "/share")
                .expect(200)
                .json();
        assertThat(share.path("weight").asDouble()).isEqualTo(1);
        assertThat(share.path("gpus_max").isNull()).isTrue();
        assertThat(share.path("part").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void an_administrator_sets_it_and_the_audit_tells() {
        JsonNode share = put("""
                {"weight": 2.5, "gpus_max": 2, "gpu_hours_per_month": 100}
                """).expect(200).json();
        assertThat(share.path("weight").asDouble()).isEqualTo(2.5);
        assertThat(share.path("gpus_max").asInt()).isEqualTo(2);
        assertThat(share.path("cpus_max").isNull()).isTrue();
        assertThat(api.admin()
                        .get("/api/v1/projects/" + project + "/audit")
                        .expect(200)
                        .body())
                .contains("compute.share_set");
    }

    @Test
    void a_manager_may_not_set_it() {
        api.member(project, "MANAGER")
                .put("/api/v1/projects/" + project + "/share", "{\"weight\": 9}")
                .expect(403);
    }

    @Test
    void wrong_fields_are_named() {
        assertThat(put("{\"weight\": -1, \"cpus_max\": -2}").expect(400).body()).contains("weight", "cpus_max");
    }

    @Test
    void others_shares_are_not_listed() {
        String other = api.newProject();
        String listed =
                api.member(other, "VIEWER").get("/api/v1/shares").expect(200).body();
        assertThat(listed).contains(other).doesNotContain(project);
    }

    @Test
    void what_a_quota_could_never_give_is_refused_at_submission() {
        put("{\"cpus_max\": 0}").expect(200);
        Api.Caller member = api.member(project, "MEMBER");
        String program = Programs.upload(member, project, "print(1)");
        Api.Answer answer = member.post("/api/v1/projects/" + project + "/sessions", """
                {"name": "barred", "program": {"program_id": "%s", "command": ["python3", "main.py"]},
                 "needs": {"cpus": 1, "memory_bytes": 134217728}}
                """.formatted(program))
                .expect(400);
        assertThat(answer.body()).contains("needs.cpus", "the project's quota");
    }

    private Api.Answer put(String body) {
        return api.admin().put("/api/v1/projects/" + project + "/share", body);
    }
}
