package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dure.server.tracking.Wire.refused;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// Spans sent as OTLP's JSON, found by their words and summed up.
@ServerTest
@Import(Api.class)
class TraceQuestionsTest {

    private static final String ROOT = "/api/3.0/mlflow/traces";
    private static final String JSON = "application/json; charset=utf-8";

    @Autowired
    Api api;

    private Api.Caller member;
    private String experiment;

    @BeforeEach
    void a_member_with_an_experiment() {
        member = api.member(api.newProject(), "MEMBER");
        experiment = Wire.newExperiment(member, "asked");
    }

    @Test
    void spans_come_as_json_with_ids_in_hexadecimal() throws Exception {
        String id = hex();
        HttpResponse<String> answer = send(experiment, JSON, """
                {"resourceSpans":[{"unknown":1,"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"00000000000000ab",
                "name":"root","kind":2,"startTimeUnixNano":"1790000000000000000","endTimeUnixNano":1790000001500000000,
                "status":{"code":"STATUS_CODE_ERROR","message":"went wrong"},
                "attributes":[{"key":"n","value":{"intValue":"42"}},{"key":"deep","value":{"kvlistValue":{"values":[
                {"key":"a","value":{"arrayValue":{"values":[{"boolValue":true},{"doubleValue":0.5},
                {"bytesValue":"AQI="}]}}}]}}}]}]}]}]}
                """.formatted(id));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        JsonNode trace =
                member.get(ROOT + "/get?trace_id=tr-" + id).expect(200).json().path("trace");
        assertThat(trace.path("trace_info").path("state").asString()).isEqualTo("ERROR");
        assertThat(trace.path("trace_info").path("execution_duration").asString())
                .isEqualTo("1.500s");
        assertThat(trace.path("spans").path(0).path("attributes").toString()).contains("42", "AQI=", "0.5");
    }

    @Test
    void what_is_no_json_of_spans_is_refused_and_nothing_is_kept() throws Exception {
        String deep = "{\"arrayValue\":{\"values\":[".repeat(100) + "]}}".repeat(100);
        for (String body : List.of(
                "no json",
                "[]",
                "{\"resourceSpans\":3}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xyz\"}]}]}]}",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":3}]}]}]}",
                "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":" + deep + "}]}}]}")) {
            HttpResponse<String> answer = send(experiment, JSON, body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).contains("Invalid OpenTelemetry format", "Invalid Content-Type");
        }
        assertThat(send(experiment, "text/plain", "{}").body()).contains("Invalid Content-Type: text/plain");
        assertThat(send(experiment, JSON, "{}").body()).contains("no spans found");
        String cut = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"ab\"}]}]}]}";
        assertThat(send(experiment, JSON, cut).statusCode()).isEqualTo(422);
        assertThat(send("", JSON, "{}").statusCode()).isEqualTo(422);
    }

    @Test
    void traces_are_found_by_their_words() throws Exception {
        String first = trace("fetch", "OK", 100, "the green value", "{}");
        String second = trace("answer", "OK", 200, "a value_2", "{}");
        String third = trace("answer", "ERROR", 300, "I like it", "{}");
        assertThat(found("trace.text LIKE '%value%'")).containsExactlyInAnyOrder(first, second);
        assertThat(found("text LIKE '%VALUE%'")).isEmpty();
        assertThat(found("trace.text ILIKE '%VALUE%' AND trace.text LIKE '%green%'"))
                .containsExactly(first);
        assertThat(found("trace.text LIKE '%I like it%' AND status = 'ERROR'")).containsExactly(third);
        assertThat(found("trace.text LIKE '%answer%'")).containsExactlyInAnyOrder(second, third);
        refused(search("trace.text = 'x'", ""), 400, "INVALID_PARAMETER_VALUE", "Invalid comparator '='");
        refused(search("", "\"text DESC\""), 400, "INVALID_PARAMETER_VALUE", "no order by their text");
    }

    @Test
    void traces_are_found_by_their_spans_and_by_what_is_said_of_them() throws Exception {
        String first = trace("fetch", "OK", 100, "the green value", "{}");
        String second = trace("answer", "ERROR", 200, "a value", "{}");
        assertThat(found("span.name = 'fetch'")).containsExactly(first);
        assertThat(found("span.name IN ('fetch', 'answer') AND span.status = 'ERROR' AND span.type = 'TOOL'"))
                .containsExactlyInAnyOrder(first, second);
        assertThat(found("span.type NOT IN ('TOOL')")).isEmpty();
        assertThat(found("span.content LIKE '%green%'")).containsExactly(first);
        assertThat(found("span.attributes.said LIKE '%value'")).containsExactlyInAnyOrder(first, second);
        assertThat(found("span.attributes.said = 'a value' AND span.attributes.mlflow.spanType = 'TOOL'"))
                .containsExactly(second);
        assertThat(found("span.attributes.sai LIKE '%value'")).isEmpty();
        refused(search("span.name IS NULL", ""), 400, "INVALID_PARAMETER_VALUE", "Invalid comparator 'IS NULL'");
        refused(search("span.colour = 'x'", ""), 400, "INVALID_PARAMETER_VALUE", "Invalid span attribute 'colour'");
        refused(search("span.content = 'x'", ""), 400, "INVALID_PARAMETER_VALUE", "Invalid comparator '='");
        refused(search("", "\"feedback.correct DESC\""), 400, "INVALID_PARAMETER_VALUE", "no order by");

        say(first, "\"assessment_name\":\"correct\",\"feedback\":{\"value\":\"yes\"}");
        say(second, "\"assessment_name\":\"correct\",\"feedback\":{\"value\":true}");
        say(second, "\"assessment_name\":\"tone\",\"expectation\":{\"value\":\"calm\"}");
        say(second, "\"assessment_name\":\"odd\",\"feedback\":{\"value\":{\"a\":\"\\u0000\"}}");
        assertThat(found("feedback.correct = 'yes'")).containsExactly(first);
        assertThat(found("feedback.correct = 'true' AND expectation.tone LIKE 'c%'"))
                .containsExactly(second);
        assertThat(found("feedback.correct != 'yes'")).containsExactly(second);
        assertThat(found("feedback.tone = 'calm'")).isEmpty();
        assertThat(found("feedback.correct IS NOT NULL")).containsExactlyInAnyOrder(first, second);
        assertThat(found("expectation.tone IS NULL")).containsExactly(first);
    }

    @Test
    void traces_are_found_by_patterns_numbers_and_their_end() throws Exception {
        String first = trace("fetch_1", "OK", 100, "the green value", "{}");
        String second = trace("answer", "OK", 200, "a value", "{\"who\":\"kim\"}");
        assertThat(found("name RLIKE '^fetch_[0-9]+$'")).containsExactly(first);
        assertThat(found("span.attributes.said RLIKE 'gr..n' AND span.name RLIKE 'fetch'"))
                .containsExactly(first);
        assertThat(found("metadata.who RLIKE 'k|l'")).containsExactly(second);
        refused(search("name RLIKE '('", ""), 400, "INVALID_PARAMETER_VALUE", "Invalid regular expression");
        refused(search("name RLIKE '(.*)\\\\1'", ""), 400, "INVALID_PARAMETER_VALUE", "no back references");
        assertThat(found("end_time_ms = 1789997600100 AND trace.end_time < 1789997600101"))
                .containsExactly(first);
        assertThat(found("end_time > 1789997600100")).containsExactly(second);
        search("", "\"end_time DESC\"").expect(200);

        say(first, "\"assessment_name\":\"score\",\"feedback\":{\"value\":0.4}");
        say(second, "\"assessment_name\":\"score\",\"feedback\":{\"value\":9}");
        assertThat(found("feedback.score < 0.5")).containsExactly(first);
        assertThat(found("feedback.score >= 9")).containsExactly(second);
        say(first, "\"assessment_name\":\"score\",\"feedback\":{\"value\":\"99\"}");
        assertThat(found("feedback.score > 9")).isEmpty();
        refused(search("feedback.score > '9'", ""), 400, "INVALID_PARAMETER_VALUE", "Expected numeric value");
    }

    @Test
    void traces_are_found_by_the_prompts_they_were_made_with_and_by_their_issues() throws Exception {
        String first = trace("fetch", "OK", 100, "x", "{}");
        String second = trace("answer", "OK", 200, "x", "{}");
        String link = "{\"trace_id\":\"%s\",\"prompt_versions\":[{\"name\":\"greeting\",\"version\":\"3\"},"
                + "{\"name\":\"greeting\",\"version\":\"4\"}]}";
        String path = "/api/2.0/mlflow/traces/link-prompts";
        member.post(path, link.formatted(first)).expect(200);
        member.post(path, link.formatted(first)).expect(200);
        assertThat(found("prompt = 'greeting/3'")).containsExactly(first);
        assertThat(found("prompt = 'greeting/5'")).isEmpty();
        refused(search("prompt = 'greeting'", ""), 400, "INVALID_PARAMETER_VALUE", "Expected format");
        refused(search("prompt LIKE 'greeting/%'", ""), 400, "INVALID_PARAMETER_VALUE", "Only '='");
        refused(member.post(path, link.formatted("tr-none")), 404, "RESOURCE_DOES_NOT_EXIST", "tr-none");
        refused(
                member.post(path, link.formatted(first).replace("\"4\"", "\"x\"")),
                400,
                "INVALID_PARAMETER_VALUE",
                "prompt_versions[1].version");
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        other.post(path, link.formatted(first)).expect(404);

        say(second, "\"assessment_name\":\"iss-7\",\"issue\":{\"issue_name\":\"too long\"}");
        assertThat(found("issue.id = 'iss-7'")).containsExactly(second);
        refused(search("issue.name = 'x'", ""), 400, "INVALID_PARAMETER_VALUE", "Invalid issue attribute 'name'");
    }

    private void say(String trace, String what) {
        member.post(
                        ROOT + "/" + trace + "/assessments",
                        "{\"assessment\":{%s,\"source\":{\"source_type\":\"HUMAN\",\"source_id\":\"kim\"}}}"
                                .formatted(what))
                .expect(200);
    }

    @Test
    void a_trace_may_be_linked_to_a_run_before_it_comes() throws Exception {
        String run = new Wire(member, experiment).newRun("");
        String id = hex();
        String link = "{\"run_id\":\"%s\",\"trace_ids\":[\"tr-%s\"]}".formatted(run, id);
        member.post(ROOT + "/link-to-run", link).expect(200);
        assertThat(found("run_id = '" + run + "'")).isEmpty();
        trace(id, "late", "OK", 100, "x", "{}");
        assertThat(found("run_id = '" + run + "'")).containsExactly("tr-" + id);
        refused(
                member.post(ROOT + "/link-to-run", link.replace("tr-", "no-")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid trace ID");
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        other.post(ROOT + "/link-to-run", link).expect(404);
        member.post(
                        ROOT + "/delete-traces",
                        "{\"experiment_id\":\"%s\",\"request_ids\":[\"tr-%s\"]}".formatted(experiment, id))
                .expect(200);
        trace(id, "again", "OK", 100, "x", "{}");
        assertThat(found("run_id = '" + run + "'")).isEmpty();
    }

    @Test
    void numbers_of_traces_are_summed_up_by_groups() throws Exception {
        trace("fetch", "OK", 100, "x", "{\"mlflow.trace.session\":\"s1\"}");
        trace("answer", "OK", 200, "x", "{\"mlflow.trace.session\":\"s1\"}");
        trace(
                "answer",
                "ERROR",
                300,
                "x",
                "{\"mlflow.trace.tokenUsage\":\"{\\\"input_tokens\\\": 7, \\\"total_tokens\\\": 9}\"}");
        assertThat(points("trace_count", "{\"aggregation_type\":\"COUNT\"}", ",\"dimensions\":[\"trace_status\"]"))
                .isEqualTo(Json.MAPPER.readTree("""
                                [{"metric_name":"trace_count","dimensions":{"trace_status":"ERROR"},"values":{"COUNT":1.0}},
                                 {"metric_name":"trace_count","dimensions":{"trace_status":"OK"},"values":{"COUNT":2.0}}]
                                """));
        assertThat(points(
                                "latency",
                                "{\"aggregation_type\":3},{\"aggregation_type\":\"PERCENTILE\",\"percentile_value\":50}",
                                ",\"filters\":[\"trace.tag.mlflow.traceName = 'answer'\"]")
                        .path(0)
                        .path("values"))
                .isEqualTo(Json.MAPPER.readTree("{\"AVG\":250.0,\"P50.0\":250.0}"));
        assertThat(points("input_tokens", "{\"aggregation_type\":\"SUM\"}", "")
                        .path(0)
                        .path("values"))
                .isEqualTo(Json.MAPPER.readTree("{\"SUM\":7.0}"));
        assertThat(points("session_count", "{\"aggregation_type\":\"COUNT\"}", "")
                        .path(0)
                        .path("values"))
                .isEqualTo(Json.MAPPER.readTree("{\"COUNT\":1.0}"));
        assertThat(points(
                                "trace_count",
                                "{\"aggregation_type\":\"COUNT\"}",
                                ",\"time_interval_seconds\":3600,\"start_time_ms\":0,\"end_time_ms\":1800000000000")
                        .path(0)
                        .path("dimensions"))
                .isEqualTo(Json.MAPPER.readTree("{\"time_bucket\":\"2026-09-21T13:00:00+00:00\"}"));
    }

    @Test
    void questions_without_an_answer_are_refused_by_name() {
        String count = "{\"aggregation_type\":\"COUNT\"}";
        refused(metrics("cost", count, ""), 400, "INVALID_PARAMETER_VALUE", "metric_name");
        refused(metrics("latency", count, ""), 400, "INVALID_PARAMETER_VALUE", "aggregation_type");
        refused(metrics("trace_count", "", ""), 400, "INVALID_PARAMETER_VALUE", "aggregations");
        refused(
                metrics("session_count", count, ",\"dimensions\":[\"trace_name\"]"),
                400,
                "INVALID_PARAMETER_VALUE",
                "dimensions");
        refused(
                metrics("trace_count", count, ",\"time_interval_seconds\":60"),
                400,
                "INVALID_PARAMETER_VALUE",
                "time_interval_seconds");
        refused(
                metrics("latency", "{\"aggregation_type\":\"PERCENTILE\",\"percentile_value\":101}", ""),
                400,
                "INVALID_PARAMETER_VALUE",
                "percentile_value");
        Api.Caller other = api.member(api.newProject(), "MEMBER");
        assertThat(other.post(
                                ROOT + "/metrics",
                                "{\"experiment_ids\":[\"%s\"],\"view_type\":\"TRACES\",\"metric_name\":\"trace_count\",\"aggregations\":[%s],\"dimensions\":[\"trace_name\"]}"
                                        .formatted(experiment, count))
                        .expect(200)
                        .json()
                        .path("data_points")
                        .size())
                .isZero();
    }

    private String trace(String name, String state, int ms, String words, String metadata) throws Exception {
        return trace(hex(), name, state, ms, words, metadata);
    }

    private String trace(String id, String name, String state, int ms, String words, String metadata) throws Exception {
        member.post(ROOT, """
                {"trace":{"trace_info":{"trace_id":"tr-%s","trace_location":{"type":"MLFLOW_EXPERIMENT",
                "mlflow_experiment":{"experiment_id":"%s"}},"request_time":"2026-09-21T13:33:20Z",
                "execution_duration":"0.%ds","state":"%s","trace_metadata":%s,"tags":{"mlflow.traceName":"%s"}}}}
                """.formatted(id, experiment, ms, state, metadata, name))
                .expect(200);
        assertThat(send(experiment, JSON, """
                {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"00000000000000ab","name":"%s",
                "status":{"code":2},"attributes":[{"key":"mlflow.spanType","value":{"stringValue":"\\"TOOL\\""}},
                {"key":"said","value":{"stringValue":"%s"}}]}]}]}]}
                """.formatted(id, name, words)).statusCode())
                .isEqualTo(200);
        return "tr-" + id;
    }

    private Api.Answer search(String filter, String order) {
        return member.post(
                ROOT + "/search",
                "{\"locations\":[{\"mlflow_experiment\":{\"experiment_id\":\"%s\"}}],\"filter\":\"%s\",\"order_by\":[%s]}"
                        .formatted(experiment, filter, order));
    }

    private List<String> found(String filter) {
        return search(filter, "").expect(200).json().path("traces").values().stream()
                .map(trace -> trace.path("trace_id").asString())
                .toList();
    }

    private Api.Answer metrics(String name, String aggregations, String more) {
        return member.post(
                ROOT + "/metrics",
                "{\"experiment_ids\":[\"%s\"],\"view_type\":\"TRACES\",\"metric_name\":\"%s\",\"aggregations\":[%s]%s}"
                        .formatted(experiment, name, aggregations, more));
    }

    private JsonNode points(String name, String aggregations, String more) {
        return metrics(name, aggregations, more).expect(200).json().path("data_points");
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private HttpResponse<String> send(String experimentId, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.uri("/v1/traces"))
                .header("Authorization", "Bearer " + member.token())
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!experimentId.isEmpty()) {
            request.header("x-mlflow-experiment-id", experimentId);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
