package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The run table: what the page of runs asks.
@ServerTest
@Import(Api.class)
class RunTableTest {

    @Autowired
    Api api;

    private String project;
    private Api.Caller member;
    private Wire wire;

    @BeforeEach
    void a_member_with_an_experiment() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        wire = Wire.of(member, "first");
    }

    private String run(int startMs, String learningRate, double... losses) {
        String run = wire.newRun(",\"start_time\":" + startMs);
        StringBuilder metrics = new StringBuilder();
        for (int step = 0; step < losses.length; step++) {
            metrics.append(metrics.isEmpty() ? "" : ",")
                    .append("{\"key\":\"loss\",\"value\":%s,\"timestamp\":%d,\"step\":%d}"
                            .formatted(
                                    Double.isNaN(losses[step]) ? "\"NaN\"" : String.valueOf(losses[step]),
                                    1000 + step,
                                    step));
        }
        wire.log("{\"run_id\":\"%s\",\"params\":[{\"key\":\"lr\",\"value\":\"%s\"}],\"metrics\":[%s]}"
                .formatted(run, learningRate, metrics));
        return run;
    }

    private ObjectNode query(String filter, String... order) {
        ObjectNode query = Json.MAPPER.createObjectNode();
        query.putArray("projects").add(project);
        query.put("filter", filter);
        ArrayNode orders = query.putArray("order");
        for (String each : order) {
            orders.add(each);
        }
        return query;
    }

    private ObjectNode search(ObjectNode query, String... columns) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.set("query", query);
        ArrayNode names = body.putArray("columns");
        for (String column : columns) {
            names.add(column);
        }
        return body;
    }

    private JsonNode found(ObjectNode body) {
        return member.post("/api/v1/runs/search", body.toString()).expect(200).json();
    }

    private static List<String> ids(JsonNode answer) {
        return answer.path("items").values().stream()
                .map(row -> row.path("id").asString())
                .toList();
    }

    private static List<String> cells(JsonNode answer, int column) {
        return answer.path("items").values().stream()
                .map(row -> row.path("cells").get(column).toString())
                .toList();
    }

    @Test
    void rows_hold_the_columns_asked_for_and_nothing_else() {
        run(1000, "0.1", 5, 1, 3);
        JsonNode answer = found(search(
                query(""),
                "metrics.loss",
                "metrics.loss.min",
                "metrics.loss.max",
                "metrics.loss.first",
                "metrics.loss.best",
                "metrics.loss.at(2)",
                "metrics.loss.at(7)",
                "params.lr",
                "params.absent",
                "tags.`mlflow.runName`",
                "status",
                "experiment"));
        JsonNode row = answer.path("items").get(0);
        assertThat(row.path("cells").toString())
                .startsWith("[3.0,1.0,5.0,5.0,1.0,3.0,null,\"0.1\",null,")
                .endsWith(",\"RUNNING\",\"first\"]");
        assertThat(answer.path("total").intValue()).isEqualTo(1);
        assertThat(row.has("params")).isFalse();
    }

    @Test
    void rows_are_ordered_by_any_measure_with_nan_and_missing_last() {
        String low = run(1000, "2", 9, 1, 4);
        String nan = run(2000, "10", Double.NaN);
        String high = run(3000, "x", 2, 3);
        String none = run(4000, "9");
        assertThat(ids(found(search(query("", "metrics.loss.min ASC"))))).containsExactly(low, high, none, nan);
        assertThat(ids(found(search(query("", "metrics.loss DESC"))))).containsExactly(low, high, nan, none);
        assertThat(ids(found(search(query("", "metrics.loss.at(1) DESC"))))).startsWith(high, low);
        assertThat(ids(found(search(query("", "params.lr ASC"))))).containsExactly(low, none, nan, high);
        assertThat(ids(found(search(query(""))))).containsExactly(none, high, nan, low);
    }

    @Test
    void runs_are_found_by_measures_numbers_in_texts_and_dates() {
        String low = run(1000, "0.01", 9, 1, 4);
        String high = run(2000, "0.5", 2, 3);
        assertThat(ids(found(search(query("metrics.loss.min < 1.5"))))).containsExactly(low);
        assertThat(ids(found(search(query("metrics.loss.max < 5 AND metrics.loss.at(1) >= 3")))))
                .containsExactly(high);
        assertThat(ids(found(search(query("params.lr < 0.1"))))).containsExactly(low);
        assertThat(ids(found(search(query("start_time < '2026-01-01'"))))).containsExactly(high, low);
        assertThat(ids(found(search(query("start_time > '2026-01-01T00:00:00+09:00'")))))
                .isEmpty();
        assertThat(ids(found(search(query("metrics.`loss`.first = 2"))))).containsExactly(high);
    }

    @Test
    void a_key_that_ends_like_a_measure_stands_in_backticks() {
        String run = wire.newRun("");
        wire.log("{\"run_id\":\"%s\",\"metrics\":[{\"key\":\"loss.min\",\"value\":7,\"timestamp\":1}]}".formatted(run));
        assertThat(cells(found(search(query(""), "metrics.`loss.min`", "metrics.loss.min")), 0))
                .containsExactly("7.0");
        assertThat(Wire.ids(wire.search("metrics.loss.min = 7", "")))
                .as("on MLflow's wire it is the key")
                .containsExactly(run);
    }

    @Test
    void a_filter_that_cannot_be_read_says_where() {
        for (String[] wrong : new String[][] {
            {"metrics.loss <", "14", "Found the end"},
            {"metrics.loss < 1 OR status = 'RUNNING'", "17", "only AND"},
            {"metrics.`loss`.mean < 1", "15", "last, first, min, max, best and at(step)"},
            {"metrics.loss.at(x) < 1", "16", "whole step"},
            {"params.lr < 'a'", "12", "number"},
            {"start_time > 'soon'", "13", "2026-11-01"},
            {"color = 'red'", "0", "Invalid attribute key 'color'"},
            {"metrics.loss < 1 ; drop", "17", "expected AND"},
        }) {
            JsonNode problem = member.post(
                            "/api/v1/runs/search", search(query(wrong[0])).toString())
                    .expect(400)
                    .json();
            assertThat(problem.path("position").asString()).as(wrong[0]).isEqualTo(wrong[1]);
            assertThat(problem.path("detail").asString()).containsIgnoringCase(wrong[2]);
        }
        member.post("/api/v1/runs/search", search(query("run_name = 'a\0'")).toString())
                .expect(400);
        member.post(
                        "/api/v1/runs/search",
                        search(query("", "metrics.loss SIDEWAYS")).toString())
                .expect(400);
        member.post("/api/v1/runs/search", search(query(""), "metrics.").toString())
                .expect(400);
    }

    @Test
    void a_list_stays_as_it_was_while_runs_come() {
        String first = run(1000, "1");
        String second = run(2000, "1");
        ObjectNode body = search(query("")).put("limit", 1);
        JsonNode part = found(body);
        assertThat(ids(part)).containsExactly(second);
        String third = run(3000, "1");
        JsonNode next = found(body.put("at", part.path("at").asString()).put("offset", 1));
        assertThat(ids(next)).containsExactly(first);
        assertThat(next.path("total").intValue()).isEqualTo(2);
        assertThat(next.path("newer").intValue()).isEqualTo(1);
        assertThat(ids(found(search(query("")).put("limit", 1)))).containsExactly(third);
    }

    @Test
    void limits_are_named() {
        for (String body : List.of(
                "{\"limit\":1001}",
                "{\"limit\":-1}",
                "{\"offset\":-1}",
                "{\"at\":\"x\"}",
                "{\"unknown\":1}",
                "{\"query\":{\"view\":\"SOME\"}}",
                "{\"columns\":[" + "\"params.a\",".repeat(200) + "\"params.b\"]}",
                "{\"limit\":1000,\"columns\":[" + "\"params.a\",".repeat(50) + "\"params.b\"]}",
                "{\"query\":{\"runs\":[null]}}")) {
            member.post("/api/v1/runs/search", body).expect(400);
        }
    }

    @Test
    void another_projects_runs_are_not_there() {
        String run = run(1000, "0.1", 1);
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        String named = "{\"query\":{\"runs\":[\"%s\"]},\"columns\":[\"params.lr\"]}".formatted(run);
        assertThat(ids(other.post("/api/v1/runs/search", named).expect(200).json()))
                .isEmpty();
        assertThat(ids(member.post("/api/v1/runs/search", named).expect(200).json()))
                .containsExactly(run);
        other.post("/api/v1/runs/search", search(query("")).toString()).expect(404);
        other.post("/api/v1/runs/search", "{\"query\":{\"experiments\":[\"%s\"]}}".formatted(wire.experiment()))
                .expect(404);
        assertThat(other.post("/api/v1/runs/export", named).expect(200).body()).doesNotContain(run);
        assertThat(other.post(
                                "/api/v1/runs/curves",
                                "{\"query\":{\"runs\":[\"%s\"]},\"keys\":[\"loss\"]}".formatted(run))
                        .expect(200)
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
        other.post("/api/v1/runs/change", "{\"runs\":[\"%s\"],\"deleted\":true}".formatted(run))
                .expect(404);
        other.get("/api/v1/runs/" + run + "/inputs").expect(404);
        assertThat(other.post("/api/v1/runs/keys", "{\"kind\":\"METRIC\",\"query\":{\"runs\":[\"%s\"]}}".formatted(run))
                        .expect(200)
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
        assertThat(other.post(
                                "/api/v1/runs/groups",
                                "{\"by\":[\"params.lr\"],\"query\":{\"runs\":[\"%s\"]}}".formatted(run))
                        .expect(200)
                        .json()
                        .path("runs")
                        .intValue())
                .isZero();
    }

    @Test
    void groups_have_the_mean_and_the_deviation_of_the_sample() {
        run(1000, "0.1", 1, 2);
        run(2000, "0.1", 1, 4);
        run(3000, "0.1", 1, Double.NaN);
        String alone = run(4000, "0.2", 1, 7);
        String body = "{\"by\":[\"params.lr\"],\"columns\":[\"metrics.loss\",\"metrics.loss.min\"],\"query\":%s}"
                .formatted(query(""));
        JsonNode answer = member.post("/api/v1/runs/groups", body).expect(200).json();
        JsonNode large = answer.path("groups").get(0);
        assertThat(large.path("values").get(0).asString()).isEqualTo("0.1");
        assertThat(large.path("runs").intValue()).isEqualTo(3);
        JsonNode last = large.path("metrics").get(0);
        assertThat(last.path("n").intValue()).isEqualTo(2);
        assertThat(last.path("mean").doubleValue()).isEqualTo(3);
        assertThat(last.path("deviation").doubleValue()).isEqualTo(Math.sqrt(2));
        JsonNode single = answer.path("groups").get(1).path("metrics").get(0);
        assertThat(single.path("mean").doubleValue()).isEqualTo(7);
        assertThat(single.path("deviation").isNull()).isTrue();
        ObjectNode within = query("");
        within.putArray("within").addObject().put("column", "params.lr").put("value", "0.2");
        assertThat(ids(found(search(within)))).containsExactly(alone);
        member.post("/api/v1/runs/groups", "{\"by\":[\"metrics.loss\"]}").expect(400);
        member.post("/api/v1/runs/groups", "{\"by\":[]}").expect(400);
        member.post("/api/v1/runs/groups", "{\"by\":[\"params.lr\"],\"columns\":[\"params.lr\"]}")
                .expect(400);
    }

    @Test
    void keys_are_looked_for_by_what_they_hold() {
        run(1000, "0.1", 1);
        assertThat(keys("METRIC", "OS")).containsExactly("loss");
        assertThat(keys("PARAM", "")).containsExactly("lr");
        assertThat(keys("TAG", "runname")).containsExactly("mlflow.runName");
        assertThat(keys("PARAM", "nothing'")).isEmpty();
        member.post("/api/v1/runs/keys", "{}").expect(400);
        member.post("/api/v1/runs/keys", "{\"kind\":\"DATASET\"}").expect(400);
    }

    private List<String> keys(String kind, String search) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("kind", kind).put("search", search);
        body.set("query", query(""));
        return member.post("/api/v1/runs/keys", body.toString()).expect(200).json().path("items").values().stream()
                .map(item -> item.path("key").asString())
                .toList();
    }

    @Test
    void curves_of_many_runs_come_at_once_and_keep_their_peaks() {
        double[] long_one = new double[900];
        long_one[500] = 99;
        String peak = run(1000, "1", long_one);
        String small = run(2000, "1", 3, 2);
        JsonNode curves = member.post(
                        "/api/v1/runs/curves",
                        "{\"query\":%s,\"keys\":[\"loss\",\"absent\"],\"most\":40,\"times\":true}".formatted(query("")))
                .expect(200)
                .json()
                .path("items");
        assertThat(curves.size()).isEqualTo(2);
        assertThat(curves.get(0).path("run").asString()).isEqualTo(small);
        assertThat(curves.get(0).path("values").toString()).isEqualTo("[3.0,2.0]");
        assertThat(curves.get(0).path("times").toString()).isEqualTo("[1000,1001]");
        assertThat(curves.get(1).path("run").asString()).isEqualTo(peak);
        assertThat(curves.get(1).path("n").intValue()).isEqualTo(900);
        assertThat(curves.get(1).path("values").size()).isBetween(10, 40);
        assertThat(curves.get(1).path("values").toString()).contains("99.0");
        member.post("/api/v1/runs/curves", "{\"keys\":[\"loss\"],\"most\":1}").expect(400);
        JsonNode near = member.post(
                        "/api/v1/runs/curves",
                        "{\"query\":%s,\"keys\":[\"loss\"],\"most\":40,\"from_step\":100,\"to_step\":129}"
                                .formatted(query("")))
                .expect(200)
                .json()
                .path("items");
        assertThat(near.size()).as("one run has no such steps").isEqualTo(1);
        assertThat(near.get(0).path("n").intValue()).isEqualTo(30);
        assertThat(near.get(0).path("steps").values().stream()
                        .map(JsonNode::asInt)
                        .toList())
                .as("near enough, every point is there")
                .isEqualTo(
                        java.util.stream.IntStream.rangeClosed(100, 129).boxed().toList());
        member.post("/api/v1/runs/curves", "{\"keys\":[\"loss\"],\"from_step\":2,\"to_step\":1}")
                .expect(400);
    }

    @Test
    void runs_are_deleted_restored_and_tagged_together() {
        String first = run(1000, "1");
        String second = run(2000, "1");
        String runs = "\"runs\":[\"%s\",\"%s\"]".formatted(first, second);
        change("{%s,\"set_tags\":{\"stage\":\"<b>final</b>\"}}".formatted(runs), 204);
        assertThat(cells(found(search(query("tags.stage = '<b>final</b>'"), "tags.stage")), 0))
                .hasSize(2);
        change("{%s,\"deleted\":true}".formatted(runs), 204);
        assertThat(ids(found(search(query(""))))).isEmpty();
        assertThat(ids(found(search(query("").put("view", "DELETED_ONLY"))))).containsExactly(second, first);
        change("{%s,\"deleted\":false,\"remove_tags\":[\"stage\"]}".formatted(runs), 204);
        assertThat(cells(found(search(query(""), "tags.stage")), 0)).containsExactly("null", "null");
        change("{%s,\"set_tags\":{\"dure.mine\":\"1\"}}".formatted(runs), 400);
        change("{%s,\"set_tags\":{\"a\\u0000\":\"1\"}}".formatted(runs), 400);
        change("{\"runs\":[]}", 400);
        change("{\"runs\":[\"%s\",\"nobody\"],\"deleted\":true}".formatted(first), 404);
        assertThat(ids(found(search(query(""))))).as("all or none").contains(first);
        api.member(project, "VIEWER")
                .post("/api/v1/runs/change", "{%s,\"deleted\":true}".formatted(runs))
                .expect(403);
    }

    private void change(String body, int status) {
        member.post("/api/v1/runs/change", body).expect(status);
    }

    @Test
    void an_export_holds_all_rows_and_runs_no_formula() {
        String run = run(1000, "=HYPERLINK(\\\"x\\\")", 1.5);
        run(2000, "-0.5", 2);
        String csv = member.post(
                        "/api/v1/runs/export",
                        search(query(""), "params.lr", "metrics.loss.min").toString())
                .expect(200)
                .body();
        assertThat(csv.lines()).hasSize(3).first().isEqualTo("run_id,params.lr,metrics.loss.min");
        assertThat(csv).contains(run + ",\"'=HYPERLINK(\"\"x\"\")\",1.5\r\n").contains(",-0.5,2.0");
        assertThat(csv.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }

    @Test
    void what_a_run_read_is_told() {
        String run = wire.newRun("");
        wire.post("/runs/log-inputs", """
                        {"run_id":"%s","datasets":[{"tags":[{"key":"mlflow.data.context","value":"train"}],
                         "dataset":{"name":"<i>digits</i>","digest":"abc","source_type":"local","source":"{}"}}]}
                        """.formatted(run)).expect(200);
        JsonNode input = member.get("/api/v1/runs/" + run + "/inputs")
                .expect(200)
                .json()
                .path("items")
                .get(0);
        assertThat(input.path("name").asString()).isEqualTo("<i>digits</i>");
        assertThat(input.path("context").asString()).isEqualTo("train");
        assertThat(ids(found(search(query("dataset.digest = 'abc'"), "dataset.name"))))
                .containsExactly(run);
    }
}
