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

/// What is said of traces on MLflow's wire.
@ServerTest
@Import(Api.class)
class AssessmentTest {

    private static final String TRACES = "/api/3.0/mlflow/traces";
    private static final String SCORE = """
            {"assessment":{"assessment_name":"score","feedback":{"value":{"rating":4}},"rationale":"accurate",
             "source":{"source_type":"HUMAN","source_id":"kim"},"metadata":{"model":"a"}%s}}
            """;

    @Autowired
    Api api;

    private Api.Caller member;
    private String experiment;
    private String trace;

    @BeforeEach
    void a_trace() {
        member = api.member(api.newProject(), "MEMBER");
        experiment = Wire.newExperiment(member, "first");
        trace = newTrace("");
    }

    private String newTrace(String tags) {
        String id = "tr-" + UUID.randomUUID().toString().replace("-", "");
        member.post(TRACES, """
                        {"trace":{"trace_info":{"trace_id":"%s","trace_location":{"type":"MLFLOW_EXPERIMENT",
                         "mlflow_experiment":{"experiment_id":"%s"}},"request_time":"2026-11-28T10:00:00Z","state":"OK",
                         "tags":{%s}}}}
                        """.formatted(id, experiment, tags)).expect(200);
        return id;
    }

    private JsonNode say(String body) {
        return member.post(TRACES + "/" + trace + "/assessments", body)
                .expect(200)
                .json()
                .path("assessment");
    }

    private Api.Answer ask(Api.Caller caller, String id) {
        return caller.get(TRACES + "/" + trace + "/assessments/" + id);
    }

    private JsonNode said(String id) {
        return ask(member, id).expect(200).json().path("assessment");
    }

    @Test
    void what_is_said_is_kept_changed_overridden_and_deleted() {
        String id = say(SCORE.formatted("")).path("assessment_id").asString();
        assertThat(said(id).path("feedback").path("value").path("rating").intValue())
                .isEqualTo(4);
        member.send("PATCH", TRACES + "/" + trace + "/assessments/" + id, """
                        {"assessment":{"feedback":{"value":"fine"},"rationale":"after all","metadata":{"by":"b"}},
                         "update_mask":"feedback,rationale,metadata"}
                        """).expect(200);
        JsonNode changed = said(id);
        assertThat(changed.path("assessment_name").asString()).isEqualTo("score");
        assertThat(changed.path("feedback").toString()).isEqualTo("{\"value\":\"fine\"}");
        assertThat(changed.path("metadata").toString()).isEqualTo("{\"model\":\"a\",\"by\":\"b\"}");
        String other = say(SCORE.formatted(",\"overrides\":\"" + id + "\""))
                .path("assessment_id")
                .asString();
        assertThat(said(id).path("valid").booleanValue()).isFalse();
        assertThat(member.get(TRACES + "/" + trace)
                        .expect(200)
                        .json()
                        .path("trace")
                        .path("trace_info")
                        .path("assessments")
                        .size())
                .isEqualTo(2);
        member.delete(TRACES + "/" + trace + "/assessments/" + other).expect(200);
        member.delete(TRACES + "/" + trace + "/assessments/" + other).expect(200);
        ask(member, other).expect(404);
        assertThat(said(id).path("valid").booleanValue()).isTrue();
    }

    @Test
    void an_expectation_that_is_no_plain_value_is_packed() {
        JsonNode made = say("""
                {"assessment":{"assessment_name":"limit","expectation":{"value":{"ms":1000}},
                 "source":{"source_type":"CODE","source_id":"test"}}}
                """);
        assertThat(made.path("expectation")
                        .path("serialized_value")
                        .path("value")
                        .asString())
                .isEqualTo("{\"ms\":1000}");
    }

    @Test
    void what_is_broken_or_foreign_is_refused() {
        String path = TRACES + "/" + trace + "/assessments";
        Wire.refused(member.post(path, "{}"), 400, "INVALID_PARAMETER_VALUE", "'assessment'");
        Wire.refused(
                member.post(path, "{\"assessment\":{\"assessment_name\":\"a\",\"source\":{\"source_type\":\"CODE\"}}}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "either a feedback or an expectation");
        Wire.refused(
                member.post(path, SCORE.formatted(",\"overrides\":\"a-0\"")), 404, "RESOURCE_DOES_NOT_EXIST", "a-0");
        String id = say(SCORE.formatted("")).path("assessment_id").asString();
        Api.Caller other = api.member(api.newProject(), "MEMBER");
        ask(other, id).expect(404);
        other.post(path, SCORE.formatted("")).expect(404);
        other.delete(path + "/" + id).expect(404);
        assertThat(said(id).path("valid").booleanValue()).isTrue();
    }

    @Test
    void properties_of_traces_that_go_together_are_measured() {
        for (int number = 0; number < 6; number++) {
            newTrace("\"env\":\"prod\",\"kind\":\"TOOL\"");
        }
        for (int number = 0; number < 4; number++) {
            newTrace("\"env\":\"dev\",\"kind\":\"%s\"".formatted(number == 0 ? "TOOL" : "LLM"));
        }
        JsonNode found = correlation("tags.env = 'prod'", "tags.kind = 'TOOL'")
                .expect(200)
                .json();
        assertThat(found.path("filter1_count").intValue()).isEqualTo(6);
        assertThat(found.path("filter2_count").intValue()).isEqualTo(7);
        assertThat(found.path("joint_count").intValue()).isEqualTo(6);
        assertThat(found.path("total_count").intValue()).isEqualTo(10);
        assertThat(found.path("npmi").doubleValue()).isBetween(0.69, 0.70);
        assertThat(correlation("tags.env = 'nowhere'", "tags.kind = 'TOOL'")
                        .expect(200)
                        .json()
                        .path("npmi")
                        .asString())
                .isEqualTo("NaN");
        Wire.refused(correlation("wrong.a = 'b'", "tags.a = 'b'"), 400, "INVALID_PARAMETER_VALUE", "Invalid");
    }

    private Api.Answer correlation(String first, String second) {
        return member.post(TRACES + "/calculate-filter-correlation", """
                {"experiment_ids":["%s"],"filter_string1":"%s","filter_string2":"%s","base_filter":"tags.env LIKE '%%'"}
                """.formatted(experiment, first, second));
    }
}
