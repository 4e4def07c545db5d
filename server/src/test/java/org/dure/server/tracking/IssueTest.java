package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dure.server.tracking.Wire.refused;

import java.util.List;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class IssueTest {

    private static final String ROOT = "/api/3.0/mlflow/issues";

    @Autowired
    Api api;

    private Api.Caller member;
    private String experiment;

    @BeforeEach
    void a_member_with_an_experiment() {
        member = api.member(api.newProject(), "MEMBER");
        experiment = Wire.newExperiment(member, "observed");
    }

    @Test
    void an_issue_is_made_read_and_changed() {
        JsonNode made = make(
                "slow",
                ",\"severity\":\"low\",\"root_causes\":[\"network\"],\"source_run_id\":\"r1\",\"created_by\":\"kim\"");
        String id = made.path("issue_id").asString();
        assertThat(id).matches("iss-[0-9a-f]{32}");
        assertThat(made.path("status").asString()).isEqualTo("pending");
        assertThat(made.path("root_causes").path(0).asString()).isEqualTo("network");
        assertThat(made.path("created_by").asString()).isEqualTo("kim");
        JsonNode changed = member.send(
                        "PATCH", ROOT + "/" + id, "{\"name\":\"slower\",\"status\":\"resolved\",\"description\":\"\"}")
                .expect(200)
                .json()
                .path("issue");
        assertThat(changed.path("name").asString()).isEqualTo("slower");
        assertThat(changed.path("description").asString()).isEqualTo("told");
        assertThat(changed.path("severity").asString()).isEqualTo("low");
        assertThat(member.get(ROOT + "/" + id).expect(200).json().path("issue")).isEqualTo(changed);
    }

    @Test
    void the_gravest_come_first_page_by_page() {
        make("a", "");
        make("b", ",\"severity\":\"low\"");
        make("c", ",\"severity\":\"high\",\"status\":\"resolved\"");
        String ofExperiment = "{\"experiment_id\":\"" + experiment + "\"";
        assertThat(names(search("{}"))).containsExactly("c", "b", "a");
        JsonNode page = search(ofExperiment + ",\"max_results\":2}");
        assertThat(names(page)).containsExactly("c", "b");
        JsonNode rest = search(ofExperiment + ",\"max_results\":2,\"page_token\":\""
                + page.path("next_page_token").asString() + "\"}");
        assertThat(names(rest)).containsExactly("a");
        assertThat(rest.path("next_page_token").asString()).isEmpty();
        assertThat(names(search(ofExperiment + ",\"filter_string\":\"status != 'resolved'\"}")))
                .containsExactly("b", "a");
        refused(
                member.post(ROOT + "/search", "{\"filter_string\":\"name = 'a'\"}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid attribute key 'name'");
    }

    @Test
    void bad_issues_and_other_projects_are_refused() {
        refused(member.post(ROOT, "{}"), 400, "INVALID_PARAMETER_VALUE", "'name'");
        refused(tell("a", ",\"status\":\"open\""), 400, "INVALID_PARAMETER_VALUE", "Invalid status 'open'");
        refused(tell("a", ",\"severity\":\"huge\""), 400, "INVALID_PARAMETER_VALUE", "Invalid severity 'huge'");
        refused(tell("a".repeat(251), ""), 400, "INVALID_PARAMETER_VALUE", "'name' exceeds");
        refused(
                member.post(ROOT, "{\"experiment_id\":\"999999999\",\"name\":\"a\",\"description\":\"b\"}"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No Experiment");
        String id = make("mine", "").path("issue_id").asString();
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        refused(other.get(ROOT + "/" + id), 404, "RESOURCE_DOES_NOT_EXIST", "not found");
        other.send("PATCH", ROOT + "/" + id, "{\"name\":\"theirs\"}").expect(404);
        assertThat(other.post(ROOT + "/search", "{}")
                        .expect(200)
                        .json()
                        .path("issues")
                        .size())
                .isZero();
    }

    private Api.Answer tell(String name, String more) {
        return member.post(
                ROOT,
                "{\"experiment_id\":\"%s\",\"name\":\"%s\",\"description\":\"told\"%s}"
                        .formatted(experiment, name, more));
    }

    private JsonNode make(String name, String more) {
        return tell(name, more).expect(200).json().path("issue");
    }

    private JsonNode search(String body) {
        return member.post(ROOT + "/search", body).expect(200).json();
    }

    private static List<String> names(JsonNode answer) {
        return answer.path("issues").values().stream()
                .map(issue -> issue.path("name").asString())
                .toList();
    }
}
