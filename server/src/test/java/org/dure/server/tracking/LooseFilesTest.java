package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// Files that clients put beside runs, as into MLflow's one tree of artifacts.
@ServerTest
@Import(Api.class)
class LooseFilesTest {

    private static final String ROOT = "/api/2.0/mlflow-artifacts/artifacts";

    @Autowired
    Api api;

    private Api.Caller member;

    @BeforeEach
    void a_member_of_one_project() {
        member = api.member(api.newProject(), "MEMBER");
    }

    private void put(Api.Caller caller, String path, String text) {
        caller.sendBytes("PUT", ROOT + "/" + path, null, text.getBytes(StandardCharsets.UTF_8))
                .expect(200);
    }

    @Test
    void a_file_lies_where_a_client_puts_it() {
        put(member, "a.txt", "0");
        put(member, "models/net/b.txt", "1");
        assertThat(member.get(ROOT + "/models/net/b.txt").expect(200).body()).isEqualTo("1");
        assertThat(member.get(ROOT).expect(200).body())
                .isEqualTo("{\"files\":[{\"path\":\"a.txt\",\"is_dir\":false,\"file_size\":1},"
                        + "{\"path\":\"models\",\"is_dir\":true}]}");
        member.delete(ROOT + "/models").expect(200);
        member.get(ROOT + "/models/net/b.txt").expect(404);
        Wire.refused(member.get(ROOT + "?path=../b"), 400, "INVALID_PARAMETER_VALUE", "Invalid path");
    }

    @Test
    void every_project_has_its_own() {
        put(member, "a.txt", "0");
        Api.Caller other = api.member(api.newProject(), "MEMBER");
        assertThat(other.get(ROOT).expect(200).json().path("files").size()).isZero();
        other.get(ROOT + "/a.txt").expect(404);
        put(other, "a.txt", "1");
        assertThat(member.get(ROOT + "/a.txt").expect(200).body()).isEqualTo("0");
        Wire.refused(api.stranger().get(ROOT + "/a.txt"), 403, "PERMISSION_DENIED", "");
    }

    @Test
    void they_become_a_versions_files_when_it_is_registered() {
        put(member, "models/net/MLmodel", "flavors: {}");
        member.post(Wire.ROOT + "/registered-models/create", "{\"name\":\"net\"}")
                .expect(200);
        member.post(
                        Wire.ROOT + "/model-versions/create",
                        "{\"name\":\"net\",\"source\":\"mlflow-artifacts:/models//net/\"}")
                .expect(200);
        put(member, "models/net/MLmodel", "changed");
        assertThat(member.get("/model-versions/get-artifact?name=net&version=1&path=MLmodel")
                        .expect(200)
                        .body())
                .isEqualTo("flavors: {}");
    }

    @Test
    void names_and_types_are_those_of_mlflows_server() {
        for (String[] each : new String[][] {
            {"dog+step+20.png", "image/png"},
            {"MLmodel", "text/plain"},
            {"a.yaml", "text/plain"},
            {"b.pkl", "application/octet-stream"}
        }) {
            put(member, each[0], "x");
            var headers =
                    member.get(ROOT + "/" + each[0]).expect(200).response().headers();
            assertThat(headers.firstValue("Content-Disposition")).contains("attachment; filename=" + each[0]);
            assertThat(headers.firstValue("Content-Type")).contains(each[1]);
        }
    }

    @Test
    void a_run_keeps_the_models_that_it_read() {
        Wire wire = Wire.of(member, "first");
        String run = wire.newRun("");
        String inputs = "{\"run_id\":\"%s\",\"models\":[{\"model_id\":\"m-%s\"}]}".formatted(run, "0".repeat(32));
        wire.post("/runs/log-inputs", inputs).expect(200);
        wire.post("/runs/log-inputs", inputs).expect(200);
        JsonNode read = wire.run(run).path("inputs").path("model_inputs");
        assertThat(read.size()).isEqualTo(1);
        assertThat(wire.search("", "").get(0).path("inputs").path("model_inputs"))
                .isEqualTo(read);
    }

    @Test
    void a_logged_model_names_any_run_and_knows_its_versions() {
        Wire wire = Wire.of(member, "first");
        String id = wire.post(
                        "/logged-models",
                        "{\"experiment_id\":\"%s\",\"source_run_id\":\"elsewhere\"}".formatted(wire.experiment()))
                .expect(200)
                .json()
                .path("model")
                .path("info")
                .path("model_id")
                .asString();
        wire.post("/registered-models/create", "{\"name\":\"net\"}").expect(200);
        for (int version = 1; version <= 2; version++) {
            wire.post(
                            "/model-versions/create",
                            "{\"name\":\"net\",\"source\":\"models:/%1$s\",\"model_id\":\"%1$s\"}".formatted(id))
                    .expect(200);
        }
        assertThat(wire.get("/logged-models/" + id).expect(200).body())
                .contains("elsewhere")
                .contains(
                        "[{\\\"name\\\": \\\"net\\\", \\\"version\\\": 1}, {\\\"name\\\": \\\"net\\\", \\\"version\\\": 2}]");
    }

    @Test
    void a_try_of_a_prompt_is_a_run() {
        Wire wire = Wire.of(member, "first");
        String given = "{\"experiment_id\":\"%s\"".formatted(wire.experiment());
        Wire.refused(
                wire.post("/runs/create-promptlab-run", given + "}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "CreatePromptlabRun request must specify prompt_template.");
        JsonNode run = wire.post("/runs/create-promptlab-run", given + """
                        ,"run_name":"try","prompt_template":"Say {{word}}","model_route":"route","model_input":"Say hi",
                        "prompt_parameters":[{"key":"word","value":"hi"}],"model_output":"hi","mlflow_version":"3.0.0",
                        "model_parameters":[{"key":"temperature","value":"0.1"}]}
                        """)
                .expect(200)
                .json()
                .path("run");
        assertThat(run.path("info").path("status").asString()).isEqualTo("FINISHED");
        assertThat(run.path("data").path("params").toString()).contains("Say {{word}}", "temperature");
        assertThat(member.get("/get-artifact?path=eval_results_table.json&run_id="
                                + run.path("info").path("run_id").asString())
                        .expect(200)
                        .body())
                .isEqualTo("{\"columns\":[\"word\",\"prompt\",\"output\"],\"data\":[[\"hi\",\"Say hi\",\"hi\"]]}");
    }
}
