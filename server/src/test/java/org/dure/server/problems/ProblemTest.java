package org.dure.server.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class ProblemTest {

    @Autowired
    Api api;

    private String project;
    private Api.Caller member;
    private String dataset;

    @BeforeEach
    void a_dataset_with_a_hidden_part() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        dataset = newDataset(member, project);
    }

    private static String newDataset(Api.Caller caller, String project) {
        String id = caller.post(
                        "/api/v1/projects/" + project + "/datasets", "{\"name\":\"digits\",\"description\":\"\"}")
                .expect(201)
                .json()
                .path("id")
                .asString();
        String upload = caller.post("/api/v1/datasets/" + id + "/uploads", "{}")
                .expect(201)
                .json()
                .path("id")
                .asString();
        for (String part : new String[] {"train", "hidden"}) {
            caller.sendBytes(
                            "PUT",
                            "/api/v1/uploads/" + upload + "/files?part=" + part + "&path=0/a.txt",
                            "application/octet-stream",
                            part.getBytes(StandardCharsets.UTF_8))
                    .expect(200);
        }
        caller.post("/api/v1/uploads/" + upload + "/commit", "{\"note\":\"first\"}")
                .expect(201);
        return id;
    }

    private Api.Answer make(Api.Caller caller, String more) {
        return caller.post(
                "/api/v1/projects/" + project + "/problems",
                "{\"name\":\"digits\",\"dataset_id\":\"%s\",\"version\":1%s}".formatted(dataset, more));
    }

    @Test
    void a_problem_is_judged_by_the_hidden_part_and_has_its_experiment() {
        JsonNode problem = make(member, "").expect(201).json();
        assertThat(problem.path("task").asString()).isEqualTo("image-classification");
        assertThat(problem.path("metric").asString()).isEqualTo("accuracy");
        assertThat(problem.path("direction").asString()).isEqualTo("maximize");
        assertThat(problem.path("hidden_part").asString()).isEqualTo("hidden");
        JsonNode experiment = member.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=digits")
                .expect(200)
                .json()
                .path("experiment");
        assertThat(experiment.path("experiment_id").asString())
                .isEqualTo(problem.path("experiment_id").asString());
        String id = problem.path("id").asString();
        assertThat(member.get("/api/v1/problems/" + id).expect(200).json()).isEqualTo(problem);
        assertThat(member.get("/api/v1/projects/" + project + "/problems")
                        .expect(200)
                        .json()
                        .path("items")
                        .get(0))
                .isEqualTo(problem);
    }

    @Test
    void a_run_in_its_experiment_competes_for_it() {
        JsonNode problem = make(member, "").expect(201).json();
        String run = member.post(
                        "/api/2.0/mlflow/runs/create",
                        "{\"experiment_id\":\"%s\"}"
                                .formatted(problem.path("experiment_id").asString()))
                .expect(200)
                .json()
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
        JsonNode runs = member.get("/api/v1/projects/" + project + "/runs?problem="
                        + problem.path("id").asString())
                .expect(200)
                .json()
                .path("items");
        assertThat(runs.findValuesAsString("id")).containsExactly(run);
    }

    @Test
    void an_experiment_of_that_name_becomes_the_problems() {
        String experiment = member.post("/api/2.0/mlflow/experiments/create", "{\"name\":\"digits\"}")
                .expect(200)
                .json()
                .path("experiment_id")
                .asString();
        assertThat(make(member, "").expect(201).json().path("experiment_id").asString())
                .isEqualTo(experiment);
        assertThat(member.post("/api/2.0/mlflow/experiments/delete", "{\"experiment_id\":\"%s\"}".formatted(experiment))
                        .expect(400)
                        .json()
                        .path("message")
                        .asString())
                .contains("experiment of a problem");
    }

    @Test
    void a_name_is_taken_once() {
        make(member, "").expect(201);
        make(member, "").expect(409);
    }

    @Test
    void what_cannot_judge_is_refused_and_named() {
        assertThat(field(make(member, ",\"hidden_part\":\"train\""))).isEqualTo("hidden_part");
        assertThat(field(make(member, ",\"hidden_part\":\"stream\""))).isEqualTo("hidden_part");
        assertThat(field(make(member, ",\"metric\":\"beauty\""))).isEqualTo("metric");
        assertThat(field(make(member, ",\"task\":\"poetry\""))).isEqualTo("task");
        assertThat(field(make(member, ",\"direction\":\"sideways\""))).isEqualTo("direction");
        String problems = "/api/v1/projects/" + project + "/problems";
        assertThat(field(member.post(
                        problems, "{\"name\":\"x\",\"dataset_id\":\"%s\",\"version\":7}".formatted(dataset))))
                .isEqualTo("version");
        assertThat(field(member.post(
                        problems, "{\"name\":\"x\",\"dataset_id\":\"%s\",\"version\":1}".formatted(UUID.randomUUID()))))
                .isEqualTo("dataset_id");
        assertThat(field(member.post(
                        problems, "{\"name\":\"no/good\",\"dataset_id\":\"%s\",\"version\":1}".formatted(dataset))))
                .isEqualTo("name");
        String other = api.newProject();
        String foreign = newDataset(api.member(other, "MEMBER"), other);
        assertThat(field(member.post(
                        problems, "{\"name\":\"x\",\"dataset_id\":\"%s\",\"version\":1}".formatted(foreign))))
                .isEqualTo("dataset_id");
    }

    @Test
    void viewers_look_and_strangers_do_not() {
        String id = make(member, "").expect(201).json().path("id").asString();
        Api.Caller viewer = api.member(project, "VIEWER");
        viewer.get("/api/v1/problems/" + id).expect(200);
        make(viewer, "").expect(403);
        api.member(api.newProject(), "MANAGER").get("/api/v1/problems/" + id).expect(404);
    }

    private static String field(Api.Answer answer) {
        return answer.expect(400).json().path("errors").get(0).path("field").asString();
    }
}
