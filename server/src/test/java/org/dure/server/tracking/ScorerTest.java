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
class ScorerTest {

    private static final String ROOT = "/api/3.0/mlflow/scorers";

    @Autowired
    Api api;

    private Api.Caller member;
    private String experiment;

    @BeforeEach
    void a_member_with_an_experiment() {
        member = api.member(api.newProject(), "MEMBER");
        experiment = Wire.newExperiment(member, "judged");
    }

    @Test
    void a_scorer_has_versions_that_never_change() {
        JsonNode first = register("polite", "1").expect(200).json();
        assertThat(first.path("version").asInt()).isEqualTo(1);
        assertThat(register("polite", "2").expect(200).json().path("version").asInt())
                .isEqualTo(2);
        register("brief", "1").expect(200);
        assertThat(scorers("/list")).containsExactly("brief 1", "polite 2");
        assertThat(scorers("/versions", "polite")).containsExactly("polite 1", "polite 2");
        JsonNode old = get("/get?name=polite&version=1").expect(200).json().path("scorer");
        assertThat(old.path("serialized_scorer").asString()).isEqualTo("{\"v\":1}");
        assertThat(old.path("scorer_id").asString())
                .isEqualTo(first.path("scorer_id").asString());
        assertThat(get("/get?name=polite")
                        .expect(200)
                        .json()
                        .path("scorer")
                        .path("scorer_version")
                        .asInt())
                .isEqualTo(2);

        delete("polite", ",\"version\":2").expect(200);
        assertThat(register("polite", "3").expect(200).json().path("version").asInt())
                .isEqualTo(3);
        delete("polite", "").expect(200);
        assertThat(scorers("/list")).containsExactly("brief 1");
        refused(get("/versions?name=polite"), 404, "RESOURCE_DOES_NOT_EXIST", "'polite' not found");
        refused(delete("polite", ""), 404, "RESOURCE_DOES_NOT_EXIST", "'polite' not found");
        refused(delete("brief", ",\"version\":7"), 404, "RESOURCE_DOES_NOT_EXIST", "version '7'");
    }

    @Test
    void scorers_of_several_experiments_are_listed_at_once() {
        register("polite", "1").expect(200);
        String second = Wire.newExperiment(member, "second");
        member.post(
                        ROOT + "/register",
                        "{\"experiment_id\":\"%s\",\"name\":\"brief\",\"serialized_scorer\":\"{}\"}".formatted(second))
                .expect(200);
        assertThat(member.get(ROOT + "/list").expect(200).json().path("scorers").size())
                .isEqualTo(2);
        assertThat(member.get(ROOT + "/list?experiment_ids=" + second + "&experiment_ids=999999999")
                        .expect(200)
                        .json()
                        .path("scorers")
                        .path(0)
                        .path("scorer_name")
                        .asString())
                .isEqualTo("brief");
        refused(
                member.get(ROOT + "/list?experiment_ids=" + second + "&experiment_id=" + second),
                400,
                "INVALID_PARAMETER_VALUE",
                "both");
    }

    @Test
    void bad_scorers_and_other_projects_are_refused() {
        refused(register(" ", "1"), 400, "INVALID_PARAMETER_VALUE", "Scorer name");
        refused(register("polite", "x"), 400, "INVALID_PARAMETER_VALUE", "valid JSON");
        refused(member.post(ROOT + "/register", "{}"), 400, "INVALID_PARAMETER_VALUE", "'experiment_id'");
        register("polite", "1").expect(200);
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        assertThat(other.get(ROOT + "/list").expect(200).json().path("scorers").size())
                .isZero();
        other.get(ROOT + "/get?experiment_id=" + experiment + "&name=polite").expect(404);
        other.send("DELETE", ROOT + "/delete", "{\"experiment_id\":\"%s\",\"name\":\"polite\"}".formatted(experiment))
                .expect(404);
    }

    private Api.Answer register(String name, String version) {
        return member.post(
                ROOT + "/register",
                "{\"experiment_id\":\"%s\",\"name\":\"%s\",\"serialized_scorer\":\"{\\\"v\\\":%s}\"}"
                        .formatted(experiment, name, version));
    }

    private Api.Answer get(String path) {
        return member.get(ROOT + path + "&experiment_id=" + experiment);
    }

    private Api.Answer delete(String name, String more) {
        return member.send(
                "DELETE",
                ROOT + "/delete",
                "{\"experiment_id\":\"%s\",\"name\":\"%s\"%s}".formatted(experiment, name, more));
    }

    private List<String> scorers(String path) {
        return shown(member.get(ROOT + path + "?experiment_id=" + experiment));
    }

    private List<String> scorers(String path, String name) {
        return shown(get(path + "?name=" + name));
    }

    private static List<String> shown(Api.Answer answer) {
        return answer.expect(200).json().path("scorers").values().stream()
                .map(scorer -> scorer.path("scorer_name").asString() + " "
                        + scorer.path("scorer_version").asInt())
                .toList();
    }
}
