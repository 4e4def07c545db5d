package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dure.base.Sha256;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
@Import(Api.class)
class MlflowBadInputTest {

    @Autowired
    Api api;

    private Api.Caller member;

    @Autowired
    JdbcClient jdbc;

    private String experiment;
    private Wire wire;

    @BeforeEach
    void a_member_with_an_experiment() {
        member = api.member(api.newProject(), "MEMBER");
        wire = Wire.of(member, "first");
        experiment = wire.experiment();
    }

    @Test
    void a_broken_filter_is_explained() {
        for (String filter : new String[] {
            "metrics.loss > 'high'",
            "metrics.loss LIKE 'x'",
            "params.lr > '1'",
            "tags.a = 'b' OR tags.a = 'c'",
            "nothing.a = 'b'",
            "tags.a = 'open",
            "attributes.colour = 'red'",
            "tags.a",
            "; drop table tracking.run",
            "run_id in ()"
        }) {
            Api.Answer answer = member.post(
                    Wire.ROOT + "/runs/search",
                    "{\"experiment_ids\":[\"%s\"],\"filter\":\"%s\"}".formatted(experiment, filter));
            Wire.refused(answer, 400, "INVALID_PARAMETER_VALUE", "");
            assertThat(answer.json().path("message").asString()).as(filter).hasSizeGreaterThan(15);
        }
    }

    @Test
    void what_exceeds_the_limits_is_refused() {
        String id = wire.newRun("");
        StringBuilder metrics = new StringBuilder("{\"key\":\"m\",\"value\":1,\"timestamp\":1}");
        metrics.repeat(",{\"key\":\"m\",\"value\":1,\"timestamp\":1}", 1000);
        Wire.refused(
                member.post(
                        Wire.ROOT + "/runs/log-batch", "{\"run_id\":\"%s\",\"metrics\":[%s]}".formatted(id, metrics)),
                400,
                "INVALID_PARAMETER_VALUE",
                "at most 1000 metrics");
        Wire.refused(
                member.post(
                        Wire.ROOT + "/runs/log-metric",
                        "{\"run_id\":\"%s\",\"key\":\"%s\",\"value\":1,\"timestamp\":1}"
                                .formatted(id, "k".repeat(251))),
                400,
                "INVALID_PARAMETER_VALUE",
                "maximum length of 250");
        Wire.refused(
                member.post(
                        Wire.ROOT + "/runs/log-metric",
                        "{\"run_id\":\"%s\",\"key\":\"../up\",\"value\":1,\"timestamp\":1}".formatted(id)),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid value \"../up\" for parameter 'name' supplied");
        Wire.refused(
                member.post(
                        Wire.ROOT + "/runs/set-tag",
                        "{\"run_id\":\"%s\",\"key\":\"t\",\"value\":\"a\\u0000b\"}".formatted(id)),
                400,
                "INVALID_PARAMETER_VALUE",
                "NUL");
        Wire.refused(
                member.post(Wire.ROOT + "/runs/search", "{\"experiment_ids\":[\"1\"],\"max_results\":0}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid value 0 for parameter 'max_results' supplied");
        Wire.refused(
                member.post(Wire.ROOT + "/runs/log-metric", "{\"run_id\":\"%s\",\"value\":1}".formatted(id)),
                400,
                "INVALID_PARAMETER_VALUE",
                "Missing value for required parameter 'key'");
        Wire.refused(member.post(Wire.ROOT + "/runs/log-batch", "{\"run_id\":"), 400, "BAD_REQUEST", "no JSON");
        Wire.refused(
                member.sendBytes("POST", Wire.ROOT + "/runs/log-batch", "text/plain", "{}".getBytes()),
                400,
                "INVALID_PARAMETER_VALUE",
                "application/json");
    }

    @Test
    void the_platforms_own_keys_are_refused() {
        String id = wire.newRun("");
        Wire.refused(
                member.post(
                        Wire.ROOT + "/runs/set-tag",
                        "{\"run_id\":\"%s\",\"key\":\"dure.score\",\"value\":\"1\"}".formatted(id)),
                400,
                "INVALID_PARAMETER_VALUE",
                "platform's own");
        Wire.refused(
                member.post(
                        Wire.ROOT + "/runs/log-metric",
                        "{\"run_id\":\"%s\",\"key\":\"dure.hidden\",\"value\":1,\"timestamp\":1}".formatted(id)),
                400,
                "INVALID_PARAMETER_VALUE",
                "platform's own");
    }

    @Test
    void a_field_of_the_wrong_type_is_named_and_shown_as_it_came() {
        String id = wire.newRun("");
        for (String[] each : new String[][] {
            {"/experiments/create", "{\"name\":123}", "Invalid value 123 for parameter 'name' supplied"},
            {
                "/experiments/create",
                "{\"name\":\"x\",\"tags\":\"5\"}",
                "Invalid value \"5\" for parameter 'tags' supplied"
            },
            {"/experiments/update", "{\"experiment_id\":\"1\"}", "Missing value for required parameter 'new_name'"},
            {"/runs/log-metric", "{\"run_id\":31,\"key\":\"m\"}", "Invalid value 31 for parameter 'run_id' supplied"},
            {"/runs/log-parameter", "{\"run_id\":31,\"value\":41}", "Invalid value 31 for parameter 'run_id' supplied"},
            {
                "/runs/log-batch",
                "{\"run_id\":\"%s\",\"metrics\":\"foo\"}",
                "Invalid value \"foo\" for parameter 'metrics'"
            },
            {"/runs/log-batch", "{\"run_id\":\"%s\",\"metrics\":{\"a\":1}}", "Invalid value {\"a\":1} for parameter"},
            {"/runs/search", "{\"order_by\":[1]}", "Invalid value [1] for parameter 'order_by' supplied"},
            {"/runs/update", "{\"run_id\":\"%s\",\"status\":77}", "Invalid value 77 for parameter 'status' supplied"},
            {"/runs/outputs", "{\"run_id\":\"%s\"}", "Missing value for required parameter 'models'"},
            {"/runs/log-model", "{\"run_id\":\"%s\",\"model_json\":\"m\"}", "Malformed model info"},
            {"/runs/log-model", "{\"run_id\":\"%s\",\"model_json\":\"{}\"}", "Model json is missing mandatory fields"},
        }) {
            Wire.refused(wire.post(each[0], each[1].formatted(id)), 400, "INVALID_PARAMETER_VALUE", each[2]);
        }
        Wire.refused(
                wire.get("/experiments/get?experiment_id=abc"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Experiment ID must be a valid integer");
    }

    @Test
    void a_path_that_leads_out_of_its_run_is_invalid_however_it_is_encoded() {
        String id = wire.newRun("");
        for (String path : new String[] {
            "../path",
            "/etc/passwd",
            "a/../../b",
            "%252e%252e/x",
            "%25252e%25252e/x",
            "a%5C..%5C..%5Cb",
            "C:%5Cx",
            "file:///etc"
        }) {
            for (String place : new String[] {
                Wire.ROOT + "/artifacts/list?run_id=", "/get-artifact?run_id=", "/get-artifact?run_uuid="
            }) {
                Api.Answer answer = member.get(place + id + "&path=" + path).expect(400);
                assertThat(answer.body())
                        .isEqualTo("{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"Invalid path\"}");
            }
        }
        Wire.refused(
                member.get("//get-artifact?run_id=" + id + "&path=x"), 400, "INVALID_PARAMETER_VALUE", "Invalid path");
    }

    @Test
    void bytes_that_are_no_text_and_texts_that_are_markup_do_no_harm() {
        Wire.refused(
                member.sendBytes("POST", Wire.ROOT + "/experiments/create", "application/json", new byte[] {
                    '{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'
                }),
                400,
                "BAD_REQUEST",
                "no JSON");
        Wire.refused(
                wire.post("/experiments/create", "{\"name\":\"a\\u0001b\"}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "control characters");
        Wire.refused(
                wire.post("/experiments/create", "{\"name\":" + "[".repeat(5000) + "}"), 400, "BAD_REQUEST", "no JSON");
        String id = wire.newRun(",\"run_name\":\"<script>alert(1)</script>\"");
        assertThat(wire.run(id).path("info").path("run_name").asString()).isEqualTo("<script>alert(1)</script>");
        byte[] page = "<script>alert(1)</script>".getBytes();
        member.sendBytes(
                        "PUT",
                        "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + id + "/artifacts/page.html",
                        "text/html",
                        page)
                .expect(200);
        Api.Answer file =
                member.get("/get-artifact?run_id=" + id + "&path=page.html").expect(200);
        assertThat(file.response().headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=page.html");
        assertThat(file.response().headers().firstValue("X-Content-Type-Options"))
                .hasValue("nosniff");
        assertThat(file.response()
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .startsWith("sandbox");
    }

    @Test
    void another_projects_runs_are_not_there() {
        String id = wire.newRun("");
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        Wire.refused(other.get(Wire.ROOT + "/runs/get?run_id=" + id), 404, "RESOURCE_DOES_NOT_EXIST", "not found");
        Wire.refused(
                other.post(
                        Wire.ROOT + "/runs/log-metric",
                        "{\"run_id\":\"%s\",\"key\":\"m\",\"value\":1,\"timestamp\":1}".formatted(id)),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "");
        Wire.refused(
                other.get(Wire.ROOT + "/experiments/get?experiment_id=" + experiment),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No Experiment with id=" + experiment + " exists");
        assertThat(other.post(Wire.ROOT + "/runs/search", "{\"experiment_ids\":[\"%s\"]}".formatted(experiment))
                        .expect(200)
                        .json()
                        .path("runs")
                        .size())
                .isZero();
        Wire.refused(
                other.sendBytes(
                        "PUT",
                        "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + id + "/artifacts/a.txt",
                        "text/plain",
                        "x".getBytes()),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "");
    }

    @Test
    void what_the_gate_itself_refuses_has_mlflows_form_too() {
        Api.Caller expired = api.as(member.token());
        jdbc.sql("update people.token set expires_at = now() - interval '1 minute' where sha256 = :sha256")
                .param("sha256", Sha256.of(member.token()).hex())
                .update();
        for (String path : List.of(
                Wire.ROOT + "/experiments/get?experiment_id=0",
                "/ajax-api/2.0/mlflow/experiments/get?experiment_id=0",
                "/api/2.0/mlflow-artifacts/artifacts?path=1",
                "/v1/traces")) {
            Wire.refused(expired.get(path), 401, "UNAUTHENTICATED", "expired");
        }
        assertThat(expired.get("/api/v1/me").expect(401).json().path("title").asString())
                .isEqualTo("Unauthorized");
    }

    @Test
    void without_sign_in_or_right_the_answer_has_mlflows_form() {
        Wire.refused(api.nobody().get(Wire.ROOT + "/experiments/get?experiment_id=0"), 401, "UNAUTHENTICATED", "");
        Wire.refused(api.stranger().get(Wire.ROOT + "/experiments/get?experiment_id=0"), 403, "PERMISSION_DENIED", "");
        String project = api.newProject();
        Api.Caller viewer = api.member(project, "VIEWER");
        viewer.get(Wire.ROOT + "/experiments/get-by-name?experiment_name=Default")
                .expect(200);
        Wire.refused(
                viewer.post(Wire.ROOT + "/experiments/create", "{\"name\":\"not mine\"}"),
                403,
                "PERMISSION_DENIED",
                "");
        Wire.refused(member.get(Wire.ROOT + "/no/such/thing"), 404, "ENDPOINT_NOT_FOUND", "");
    }
}
