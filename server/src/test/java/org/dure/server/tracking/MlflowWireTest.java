package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

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
class MlflowWireTest {

    @Autowired
    Api api;

    private Api.Caller member;
    private String experiment;
    private Wire wire;

    @BeforeEach
    void a_member_with_an_experiment() {
        member = api.member(api.newProject(), "MEMBER");
        wire = Wire.of(member, "first");
        experiment = wire.experiment();
    }

    @Test
    void a_run_keeps_what_it_logs() {
        String id = wire.newRun(",\"run_name\":\"lively\",\"start_time\":\"1700000000000\",\"user_id\":\"kim\"");
        wire.log("""
                {"run_id":"%s","metrics":[{"key":"loss","value":0.5,"timestamp":1,"step":"1"},
                 {"key":"loss","value":"NaN","timestamp":2,"step":2},{"key":"top","value":"Infinity","timestamp":1}],
                 "params":[{"key":"lr","value":"0.1"}],"tags":[{"key":"owner","value":""}],"unknown":1}
                """.formatted(id));
        JsonNode run = wire.run(id);
        assertThat(run.path("info").path("run_uuid").asString()).isEqualTo(id);
        assertThat(run.path("info").path("run_name").asString()).isEqualTo("lively");
        assertThat(run.path("info").path("start_time").longValue()).isEqualTo(1_700_000_000_000L);
        assertThat(run.path("info").path("lifecycle_stage").asString()).isEqualTo("active");
        assertThat(run.path("info").path("artifact_uri").asString())
                .isEqualTo("mlflow-artifacts:/" + experiment + "/" + id + "/artifacts");
        JsonNode loss = run.path("data").path("metrics").get(0);
        assertThat(loss.path("value").asString()).isEqualTo("NaN");
        assertThat(loss.path("step").longValue()).isEqualTo(2);
        assertThat(run.path("data").path("metrics").get(1).path("value").doubleValue())
                .isEqualTo(Double.MAX_VALUE);
        assertThat(run.path("data").path("params").get(0).path("value").asString())
                .isEqualTo("0.1");
        assertThat(run.path("data").path("tags").toString()).contains("\"mlflow.runName\"", "\"owner\"");
    }

    @Test
    void the_same_batch_twice_is_kept_once() {
        String id = wire.newRun("");
        String body =
                "{\"run_id\":\"%s\",\"metrics\":[{\"key\":\"m\",\"value\":1,\"timestamp\":5,\"step\":3}],".formatted(id)
                        + "\"params\":[{\"key\":\"p\",\"value\":\"1\"}]}";
        wire.log(body);
        wire.log(body);
        JsonNode history = member.get(Wire.ROOT + "/metrics/get-history?metric_key=m&run_id=" + id)
                .expect(200)
                .json();
        assertThat(history.path("metrics").size()).isEqualTo(1);
        assertThat(history.has("next_page_token")).isFalse();
    }

    @Test
    void the_last_value_is_that_of_the_greatest_step() {
        String id = wire.newRun("");
        for (int step : new int[] {5, 9, 2}) {
            member.post(
                            Wire.ROOT + "/runs/log-metric",
                            "{\"run_id\":\"%s\",\"key\":\"m\",\"value\":%d.5,\"timestamp\":1,\"step\":%d}"
                                    .formatted(id, step, step))
                    .expect(200);
        }
        assertThat(wire.run(id)
                        .path("data")
                        .path("metrics")
                        .get(0)
                        .path("value")
                        .doubleValue())
                .isEqualTo(9.5);
        assertThat(member.get(Wire.ROOT + "/metrics/get-history?metric_key=m&run_id=" + id + "&max_results=2")
                        .expect(200)
                        .json()
                        .path("metrics")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void a_history_is_read_page_by_page() {
        String id = wire.newRun("");
        StringBuilder metrics = new StringBuilder();
        for (int step = 0; step < 10; step++) {
            metrics.append(step == 0 ? "" : ",")
                    .append("{\"key\":\"m\",\"value\":%d,\"timestamp\":1,\"step\":%d}".formatted(step % 3, step));
        }
        wire.log("{\"run_id\":\"%s\",\"metrics\":[%s]}".formatted(id, metrics));
        String token = "";
        int seen = 0;
        do {
            JsonNode page = member.get(Wire.ROOT + "/metrics/get-history?metric_key=m&max_results=4&run_id=" + id
                            + "&page_token=" + token)
                    .expect(200)
                    .json();
            for (JsonNode metric : page.path("metrics")) {
                assertThat(metric.path("step").intValue()).isEqualTo(seen++);
            }
            token = page.path("next_page_token").asString("");
        } while (!token.isEmpty());
        assertThat(seen).isEqualTo(10);
    }

    @Test
    void a_parameter_does_not_change() {
        String id = wire.newRun("");
        member.post(
                        Wire.ROOT + "/runs/log-parameter",
                        "{\"run_id\":\"%s\",\"key\":\"p\",\"value\":\"1\"}".formatted(id))
                .expect(200);
        Wire.refused(
                member.post(
                        Wire.ROOT + "/runs/log-parameter",
                        "{\"run_id\":\"%s\",\"key\":\"p\",\"value\":\"2\"}".formatted(id)),
                400,
                "INVALID_PARAMETER_VALUE",
                "was already logged with value='1'");
    }

    @Test
    void runs_are_found_by_what_they_logged() {
        String good = wire.newRun(",\"run_name\":\"good\"");
        String bad = wire.newRun(",\"run_name\":\"bad\"");
        String silent = wire.newRun(",\"run_name\":\"silent\"");
        wire.log(
                "{\"run_id\":\"%s\",\"metrics\":[{\"key\":\"a b\",\"value\":0.9,\"timestamp\":1}],\"params\":[{\"key\":\"lr\",\"value\":\"0.1\"}]}"
                        .formatted(good));
        wire.log(
                "{\"run_id\":\"%s\",\"metrics\":[{\"key\":\"a b\",\"value\":0.2,\"timestamp\":1}],\"params\":[{\"key\":\"lr\",\"value\":\"0.2\"}]}"
                        .formatted(bad));
        assertThat(Wire.ids(wire.search("metrics.`a b` > 0.5 and params.lr = '0.1'", "")))
                .containsExactly(good);
        assertThat(Wire.ids(wire.search("params.lr != '0.1'", ""))).containsExactly(bad);
        assertThat(Wire.ids(wire.search("params.lr LIKE '0._' AND attributes.run_name ILIKE 'GOO%'", "")))
                .containsExactly(good);
        assertThat(Wire.ids(wire.search(
                        "run_id IN ('" + good + "', '" + silent + "') and status = 'RUNNING'", "run_name DESC")))
                .containsExactly(silent, good);
        assertThat(Wire.ids(wire.search("", "metrics.`a b` ASC"))).containsExactly(bad, good, silent);
        assertThat(Wire.ids(wire.search("", "metrics.`a b` DESC"))).containsExactly(good, bad, silent);
        assertThat(Wire.ids(wire.search("params.lr IS NULL", ""))).containsExactly(silent);
        assertThat(Wire.ids(wire.search("start_time > 0 and tags.mlflow.runName = 'bad'", "")))
                .containsExactly(bad);
    }

    @Test
    void pages_of_runs_follow_each_other() {
        for (int count = 0; count < 5; count++) {
            wire.newRun(",\"start_time\":" + (1000 + count));
        }
        String token = "";
        java.util.Set<String> seen = new java.util.LinkedHashSet<>();
        do {
            JsonNode page = member.post(
                            Wire.ROOT + "/runs/search",
                            "{\"experiment_ids\":[\"%s\"],\"max_results\":2,\"page_token\":\"%s\"}"
                                    .formatted(experiment, token))
                    .expect(200)
                    .json();
            seen.addAll(Wire.ids(page.path("runs")));
            token = page.path("next_page_token").asString("");
        } while (!token.isEmpty());
        assertThat(seen).hasSize(5);
    }

    @Test
    void experiments_live_by_mlflows_rules() {
        Wire.refused(
                member.post(Wire.ROOT + "/experiments/create", "{\"name\":\"first\"}"),
                400,
                "RESOURCE_ALREADY_EXISTS",
                "already exists");
        String id = wire.newRun("");
        member.post(Wire.ROOT + "/experiments/delete", "{\"experiment_id\":\"%s\"}".formatted(experiment))
                .expect(200);
        Wire.refused(
                member.post(
                        Wire.ROOT + "/runs/log-metric",
                        "{\"run_id\":\"%s\",\"key\":\"m\",\"value\":1,\"timestamp\":1}".formatted(id)),
                400,
                "INVALID_PARAMETER_VALUE",
                "must be in the 'active' state");
        assertThat(member.get(Wire.ROOT + "/experiments/get-by-name?experiment_name=first")
                        .expect(200)
                        .json()
                        .path("experiment")
                        .path("lifecycle_stage")
                        .asString())
                .isEqualTo("deleted");
        Wire.refused(
                member.post(Wire.ROOT + "/experiments/create", "{\"name\":\"first\"}"),
                400,
                "RESOURCE_ALREADY_EXISTS",
                "");
        member.post(Wire.ROOT + "/experiments/restore", "{\"experiment_id\":\"%s\"}".formatted(experiment))
                .expect(200);
        assertThat(wire.run(id).path("info").path("lifecycle_stage").asString()).isEqualTo("active");
    }

    @Test
    void an_experiment_of_another_of_ones_projects_is_named_with_it() {
        JsonNode project = api.admin()
                .get("/api/v1/projects/" + api.newProject())
                .expect(200)
                .json();
        String name = project.path("name").asString() + "/digits-" + UUID.randomUUID();
        String id = Wire.newExperiment(api.admin(), name);
        assertThat(api.admin()
                        .get(Wire.ROOT + "/experiments/get?experiment_id=" + id)
                        .expect(200)
                        .json()
                        .path("experiment")
                        .path("name")
                        .asString())
                .isEqualTo(name);
        assertThat(api.admin()
                        .get(Wire.ROOT + "/experiments/get-by-name?experiment_name=" + name)
                        .expect(200)
                        .json()
                        .path("experiment")
                        .path("experiment_id")
                        .asString())
                .isEqualTo(id);
    }

    @Test
    void zero_is_the_default_experiment_of_ones_project() {
        JsonNode run = member.post(Wire.ROOT + "/runs/create", "{\"experiment_id\":\"0\"}")
                .expect(200)
                .json();
        String id = run.path("run").path("info").path("experiment_id").asString();
        assertThat(member.get(Wire.ROOT + "/experiments/get?experiment_id=0")
                        .expect(200)
                        .json()
                        .path("experiment")
                        .path("experiment_id")
                        .asString())
                .isEqualTo(id);
    }

    @Test
    void artifacts_come_back_as_they_were_and_never_as_pages() {
        String id = wire.newRun("");
        String root = "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + id + "/artifacts/";
        member.sendBytes("PUT", root + "model/page.html", "text/html", "<script>x</script>".getBytes())
                .expect(200);
        Api.Answer answer = member.get(root + "model/page.html").expect(200);
        assertThat(answer.body()).isEqualTo("<script>x</script>");
        assertThat(answer.response().headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
        assertThat(answer.response().headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("sandbox"));
        assertThat(answer.response().headers().firstValue("X-Content-Type-Options"))
                .hasValue("nosniff");
        JsonNode files = member.get(Wire.ROOT + "/artifacts/list?run_id=" + id)
                .expect(200)
                .json()
                .path("files");
        assertThat(files.get(0).path("path").asString()).isEqualTo("model");
        assertThat(files.get(0).path("is_dir").booleanValue()).isTrue();
        files = member.get("/api/2.0/mlflow-artifacts/artifacts?path=" + experiment + "/" + id + "/artifacts/model")
                .expect(200)
                .json()
                .path("files");
        assertThat(files.get(0).path("path").asString()).isEqualTo("page.html");
        assertThat(files.get(0).path("file_size").intValue()).isEqualTo(18);
        Wire.refused(
                member.sendBytes("PUT", root + "model", "text/plain", "x".getBytes()),
                400,
                "INVALID_PARAMETER_VALUE",
                "a file and a folder");
        for (String path : new String[] {"a/%2e%2e/b", "a//b", "%00", "a%5Cb"}) {
            assertThat(member.sendBytes("PUT", root + path, "text/plain", "x".getBytes())
                            .status())
                    .as(path)
                    .isEqualTo(400);
        }
        member.delete(root + "model").expect(200);
        member.get(root + "model/page.html").expect(404);
    }

    @Test
    void the_default_experiment_is_there_before_anybody_asks_for_it() {
        Api.Caller newcomer = api.member(api.newProject(), "MEMBER");
        JsonNode found = newcomer.post(Wire.ROOT + "/experiments/search", "{\"max_results\":10}")
                .expect(200)
                .json()
                .path("experiments");
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.path(0).path("name").asString()).isEqualTo("Default");
    }

    @Test
    void a_thousand_runs_may_be_named_in_one_address() {
        Wire.refused(
                wire.get("/metrics/get-history-bulk?metric_key=m" + ("&run_id=" + "0".repeat(32)).repeat(1_000)),
                400,
                "INVALID_PARAMETER_VALUE",
                "cannot specify more than");
    }
}
