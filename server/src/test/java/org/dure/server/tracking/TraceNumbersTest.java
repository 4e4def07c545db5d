package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dure.server.tracking.Wire.refused;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// Numbers of spans and of assessments, brought together over many traces.
@ServerTest
@Import(Api.class)
class TraceNumbersTest {

    private static final String ROOT = "/api/3.0/mlflow/traces";
    private static final String COUNT = "{\"aggregation_type\":\"COUNT\"}";

    /// 2026-09-21T14:13:20Z.
    private static final long SECOND = 1_790_000_000L;

    @Autowired
    Api api;

    private Api.Caller member;
    private String experiment;

    @BeforeEach
    void a_member_with_an_experiment() {
        member = api.member(api.newProject(), "MEMBER");
        experiment = Wire.newExperiment(member, "numbers");
    }

    @Test
    void spans_are_counted_and_timed_by_groups() throws Exception {
        trace(
                span("fetch", 0, 40_000_000L, 1, "\"mlflow.spanType\":\"\\\"TOOL\\\"\""),
                span("fetch", 1_999_999_999L, 20_999_999L, 2, "\"mlflow.spanType\":\"\\\"TOOL\\\"\""),
                span("answer", 2_000_000_000L, 0, 1, ""));
        assertThat(points("SPANS", "span_count", COUNT, ",\"dimensions\":[\"span_name\",\"span_status\"]"))
                .isEqualTo(json("""
                        [{"metric_name":"span_count","dimensions":{"span_name":"answer","span_status":"OK"},
                          "values":{"COUNT":1.0}},
                         {"metric_name":"span_count","dimensions":{"span_name":"fetch","span_status":"ERROR"},
                          "values":{"COUNT":1.0}},
                         {"metric_name":"span_count","dimensions":{"span_name":"fetch","span_status":"OK"},
                          "values":{"COUNT":1.0}}]"""));
        assertThat(points(
                                "SPANS",
                                "latency",
                                "{\"aggregation_type\":\"AVG\"},{\"aggregation_type\":\"MAX\"},{\"aggregation_type\":\"PERCENTILE\",\"percentile_value\":50}",
                                ",\"filters\":[\"span.type = 'TOOL'\"]")
                        .path(0))
                .isEqualTo(
                        json(
                                "{\"metric_name\":\"latency\",\"dimensions\":{},\"values\":{\"AVG\":30.0,\"MAX\":40.0,\"P50.0\":30.0}}"));
        assertThat(points(
                        "SPANS",
                        "span_count",
                        COUNT,
                        ",\"time_interval_seconds\":2,\"start_time_ms\":0,\"end_time_ms\":%d"
                                .formatted(SECOND * 1_000)))
                .as("spans lie where they began, and are chosen by when their trace did")
                .isEqualTo(json("""
                        [{"metric_name":"span_count","dimensions":{"time_bucket":"2026-09-21T14:13:20+00:00"},
                          "values":{"COUNT":2.0}},
                         {"metric_name":"span_count","dimensions":{"time_bucket":"2026-09-21T14:13:22+00:00"},
                          "values":{"COUNT":1.0}}]"""));
    }

    @Test
    void costs_are_added_by_the_model_that_was_asked() throws Exception {
        String cost =
                "\"mlflow.llm.cost\":\"{\\\"input_cost\\\": 0.25, \\\"output_cost\\\": 0.5, \\\"total_cost\\\": 0.75}\"";
        trace(
                span(
                        "a",
                        0,
                        1,
                        1,
                        "\"mlflow.llm.model\":\"\\\"small\\\"\",\"mlflow.llm.provider\":\"\\\"here\\\"\"," + cost),
                span(
                        "b",
                        1_000_000_000L,
                        1,
                        1,
                        "\"gen_ai.request.model\":\"small\",\"gen_ai.system\":\"there\"," + cost),
                span("c", 0, 1, 1, "\"mlflow.llm.cost\":\"{\\\"total_cost\\\": 1e999, \\\"input_cost\\\": true}\""),
                span("d", 0, 1, 1, "\"mlflow.llm.model\":\"\\\"large\\\"\""));
        assertThat(points(
                        "SPANS",
                        "total_cost",
                        "{\"aggregation_type\":\"SUM\"}",
                        ",\"dimensions\":[\"span_model_name\"]"))
                .isEqualTo(
                        json(
                                "[{\"metric_name\":\"total_cost\",\"dimensions\":{\"span_model_name\":\"small\"},\"values\":{\"SUM\":1.5}}]"));
        assertThat(points(
                                "SPANS",
                                "input_cost",
                                "{\"aggregation_type\":\"SUM\"}",
                                ",\"dimensions\":[\"span_model_provider\"],\"start_time_ms\":%d"
                                        .formatted(SECOND * 1_000 + 1))
                        .path(0)
                        .path("dimensions"))
                .isEqualTo(json("{\"span_model_provider\":\"there\"}"));
        assertThat(points("SPANS", "output_cost", "{\"aggregation_type\":\"SUM\"}", ",\"end_time_ms\":1"))
                .as("nothing has no sum")
                .isEqualTo(json("[]"));
    }

    @Test
    void what_is_said_of_traces_is_counted_and_averaged() throws Exception {
        String first = trace(span("a", 0, 1, 1, ""));
        String second = trace(span("a", 0, 1, 1, ""));
        say(first, "correct", "\"feedback\":{\"value\":true}");
        say(second, "correct", "\"feedback\":{\"value\":\"No\"}");
        say(second, "grade", "\"feedback\":{\"value\":2.5}");
        say(second, "grade", "\"feedback\":{\"value\":1e999}");
        say(second, "odd", "\"feedback\":{\"value\":{\"a\":\"\\u0000\"}}");
        say(second, "tone", "\"expectation\":{\"value\":\"calm\"}");
        assertThat(points(
                        "ASSESSMENTS",
                        "assessment_count",
                        COUNT,
                        ",\"dimensions\":[\"assessment_name\"],\"filters\":[\"assessment.type = 'feedback'\"]"))
                .isEqualTo(json("""
                        [{"metric_name":"assessment_count","dimensions":{"assessment_name":"correct"},"values":{"COUNT":2.0}},
                         {"metric_name":"assessment_count","dimensions":{"assessment_name":"grade"},"values":{"COUNT":2.0}}]"""));
        assertThat(points(
                        "ASSESSMENTS",
                        "assessment_value",
                        "{\"aggregation_type\":\"AVG\"}",
                        ",\"dimensions\":[\"assessment_name\"]"))
                .isEqualTo(json("""
                        [{"metric_name":"assessment_value","dimensions":{"assessment_name":"correct"},"values":{"AVG":0.5}},
                         {"metric_name":"assessment_value","dimensions":{"assessment_name":"grade"},"values":{"AVG":2.5}}]"""));
        assertThat(points(
                                "ASSESSMENTS",
                                "assessment_count",
                                COUNT,
                                ",\"dimensions\":[\"assessment_value\"],\"filters\":[\"assessment.name = 'tone'\"]")
                        .path(0)
                        .path("dimensions"))
                .isEqualTo(json("{\"assessment_value\":\"\\\"calm\\\"\"}"));
    }

    @Test
    void questions_about_the_wrong_thing_are_refused_by_name() throws Exception {
        trace(span("a", Long.MAX_VALUE / 2, -1L, 1, ""));
        invalid(metrics("SPANS", "trace_count", COUNT, ""), "metric_name");
        invalid(metrics("SPANS", "input_tokens", COUNT, ""), "span_count");
        invalid(metrics("SPANS", "total_cost", COUNT, ""), "aggregation_type");
        invalid(metrics("SPANS", "span_count", COUNT, ",\"dimensions\":[\"trace_name\"]"), "dimensions");
        invalid(
                metrics("ASSESSMENTS", "assessment_count", COUNT, ",\"dimensions\":[\"assessment_type\"]"),
                "dimensions");
        invalid(metrics("SPANS", "span_count", COUNT, ",\"filters\":[\"assessment.name = 'x'\"]"), "SPANS");
        invalid(metrics("TRACES", "trace_count", COUNT, ",\"filters\":[\"assessment.name = 'x'\"]"), "TRACES");
        invalid(metrics("SPANS", "span_count", COUNT, ",\"filters\":[\"span.name LIKE 'x'\"]"), "only '='");
        invalid(metrics("SPANS", "span_count", COUNT, ",\"filters\":[\"span.name = x\"]"), "in quotes");
        invalid(
                metrics("SPANS", "span_count", COUNT, ",\"filters\":[\"span.name = 'x' AND span.type = 'y'\"]"),
                "quotes");
        invalid(metrics("SPANS", "span_count", COUNT, ",\"filters\":[\"span.colour = 'x'\"]"), "SPANS");
        assertThat(points(
                        "SPANS",
                        "latency",
                        "{\"aggregation_type\":\"MAX\"}",
                        ",\"start_time_ms\":%d,\"end_time_ms\":%d".formatted(Long.MIN_VALUE, Long.MAX_VALUE)))
                .hasSize(1);
        Api.Caller other = api.member(api.newProject(), "MEMBER");
        assertThat(other.post(ROOT + "/metrics", body("SPANS", "span_count", COUNT, ",\"dimensions\":[\"span_name\"]"))
                        .expect(200)
                        .json()
                        .path("data_points"))
                .isEmpty();
    }

    private static void invalid(Api.Answer answer, String word) {
        refused(answer, 400, "INVALID_PARAMETER_VALUE", word);
    }

    private void say(String trace, String name, String what) {
        member.post(
                        ROOT + "/" + trace + "/assessments",
                        "{\"assessment\":{\"assessment_name\":\"%s\",%s,\"source\":{\"source_type\":\"HUMAN\",\"source_id\":\"kim\"}}}"
                                .formatted(name, what))
                .expect(200);
    }

    /// @param status     1 for OK, 2 for ERROR
    /// @param attributes texts by name, as JSON without braces
    private static String span(String name, long fromNs, long lastsNs, int status, String attributes) {
        StringBuilder list = new StringBuilder();
        json("{" + attributes + "}")
                .properties()
                .forEach(each -> list.append(list.isEmpty() ? "" : ",")
                        .append("{\"key\":\"%s\",\"value\":{\"stringValue\":%s}}"
                                .formatted(each.getKey(), each.getValue())));
        long began = SECOND * 1_000_000_000 + fromNs;
        return """
                {"traceId":"TRACE","spanId":"%s","name":"%s","startTimeUnixNano":"%s","endTimeUnixNano":"%s",
                "status":{"code":%d},"attributes":[%s]}
                """.formatted(
                        hex().substring(0, 16),
                        name,
                        Long.toUnsignedString(began),
                        lastsNs == 0 ? 0 : Long.toUnsignedString(began + lastsNs),
                        status,
                        list);
    }

    private String trace(String... spans) throws Exception {
        String id = hex();
        HttpRequest request = HttpRequest.newBuilder(api.uri("/v1/traces"))
                .header("Authorization", "Bearer " + member.token())
                .header("Content-Type", "application/json")
                .header("x-mlflow-experiment-id", experiment)
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
                        + String.join(",", spans).replace("TRACE", id) + "]}]}]}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        return "tr-" + id;
    }

    private String body(String view, String name, String aggregations, String more) {
        return "{\"experiment_ids\":[\"%s\"],\"view_type\":\"%s\",\"metric_name\":\"%s\",\"aggregations\":[%s]%s}"
                .formatted(experiment, view, name, aggregations, more);
    }

    private Api.Answer metrics(String view, String name, String aggregations, String more) {
        return member.post(ROOT + "/metrics", body(view, name, aggregations, more));
    }

    private JsonNode points(String view, String name, String aggregations, String more) {
        return metrics(view, name, aggregations, more).expect(200).json().path("data_points");
    }

    private static JsonNode json(String text) {
        return Json.MAPPER.readTree(text);
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
