package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dure.server.tracking.Wire.refused;

import java.util.List;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class EvaluationDatasetTest {

    private static final String ROOT = "/api/3.0/mlflow/datasets";

    @Autowired
    Api api;

    private Api.Caller member;
    private String first;
    private String second;

    @BeforeEach
    void a_member_with_two_experiments() {
        member = api.member(api.newProject(), "MEMBER");
        first = Wire.newExperiment(member, "first");
        second = Wire.newExperiment(member, "second");
    }

    @Test
    void a_data_set_is_made_tagged_found_and_deleted() {
        JsonNode made = make("cases", first, "{\\\"team\\\":\\\"ml\\\",\\\"mlflow.user\\\":\\\"kim\\\"}");
        String id = made.path("dataset_id").asString();
        assertThat(id).matches("d-[0-9a-f]{32}");
        assertThat(made.path("created_by").asString()).isEqualTo("kim");
        assertThat(made.path("experiment_ids").path(0).asString()).isEqualTo(first);

        member.send("PATCH", ROOT + "/" + id + "/tags", "{\"tags\":\"{\\\"stage\\\":\\\"new\\\",\\\"n\\\":3}\"}")
                .expect(200);
        member.delete(ROOT + "/" + id + "/tags/team").expect(200);
        assertThat(Json.MAPPER.readTree(get(id).path("tags").asString()))
                .isEqualTo(Json.MAPPER.readTree("{\"mlflow.user\":\"kim\",\"n\":\"3\",\"stage\":\"new\"}"));

        member.delete(ROOT + "/" + id).expect(200);
        refused(member.get(ROOT + "/" + id), 404, "RESOURCE_DOES_NOT_EXIST", "not found");
    }

    @Test
    void data_sets_are_searched_by_experiment_name_and_tags_page_by_page() {
        make("a", first, "{\\\"team\\\":\\\"ml\\\"}");
        make("b", second, "{\\\"team\\\":\\\"data\\\"}");
        make("c", second, "{\\\"team\\\":\\\"ml\\\"}");
        assertThat(names(search("{\"order_by\":[\"name DESC\"],\"max_results\":0}")))
                .containsExactly("c", "b", "a");
        assertThat(names(search("{\"experiment_ids\":[\"" + second + "\"],\"order_by\":[\"name\"]}")))
                .containsExactly("b", "c");
        assertThat(names(search("{\"filter_string\":\"tags.team = 'ml' AND name != 'c'\"}")))
                .containsExactly("a");
        JsonNode page = search("{\"order_by\":[\"name ASC\"],\"max_results\":2}");
        assertThat(names(page)).containsExactly("a", "b");
        assertThat(names(search("{\"order_by\":[\"name ASC\"],\"max_results\":2,\"page_token\":\""
                        + page.path("next_page_token").asString() + "\"}")))
                .containsExactly("c");
        refused(
                member.post(ROOT + "/search", "{\"filter_string\":\"colour = 'red'\"}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid attribute key 'colour'");
        refused(
                member.post(ROOT + "/search", "{\"max_results\":50001}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "max_results");
    }

    @Test
    void experiments_are_added_and_removed_again_and_again() {
        String id = make("cases", first, "{}").path("dataset_id").asString();
        String both = "{\"experiment_ids\":[\"%s\",\"%s\"]}".formatted(first, second);
        member.post(ROOT + "/" + id + "/add-experiments", both).expect(200);
        member.post(ROOT + "/" + id + "/add-experiments", both).expect(200);
        assertThat(experiments(id)).containsExactlyInAnyOrder(first, second);
        String one = "{\"experiment_ids\":[\"%s\"]}".formatted(second);
        member.post(ROOT + "/" + id + "/remove-experiments", one).expect(200);
        member.post(ROOT + "/" + id + "/remove-experiments", one).expect(200);
        assertThat(experiments(id)).containsExactly(first);
        refused(
                member.post(ROOT + "/" + id + "/add-experiments", "{\"experiment_ids\":[\"999999999\"]}"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No Experiment with id=999999999");
        refused(member.post(ROOT + "/d-none/add-experiments", one), 404, "RESOURCE_DOES_NOT_EXIST", "not found");
    }

    @Test
    void a_record_with_the_same_inputs_is_the_same_record() {
        String id = make("cases", first, "{}").path("dataset_id").asString();
        assertThat(counts(upsert(id, """
                [{"inputs":{"q":"1","deep":{"b":1,"a":2}},"expectations":{"a":"one"},"tags":{"t":"x"}},
                 {"inputs":{"q":"2"},"source":{"source_type":"trace","source_data":{"trace_id":"tr-1"}}}]
                """))).containsExactly(2, 0);
        assertThat(counts(upsert(id, """
                [{"inputs":{"deep":{"a":2,"b":1},"q":"1"},"outputs":"said","expectations":{"b":true}},
                 {"inputs":{"q":"3"}},{"inputs":{"q":"3"},"tags":{"mlflow.user":"lee"}}]
                """))).containsExactly(1, 2);

        JsonNode page = member.get(ROOT + "/" + id + "/records?max_results=2")
                .expect(200)
                .json();
        JsonNode records = Json.MAPPER.readTree(page.path("records").asString());
        assertThat(records.path(0).path("expectations")).isEqualTo(Json.MAPPER.readTree("{\"a\":\"one\",\"b\":true}"));
        assertThat(records.path(0).path("outputs").asString()).isEqualTo("said");
        assertThat(records.path(1).path("source_id").asString()).isEqualTo("tr-1");
        assertThat(records.path(1).path("source_type").asString()).isEqualTo("TRACE");
        JsonNode rest = member.get(ROOT + "/" + id + "/records?max_results=2&page_token="
                        + page.path("next_page_token").asString())
                .expect(200)
                .json();
        assertThat(rest.path("next_page_token").isMissingNode()).isTrue();
        JsonNode last = Json.MAPPER.readTree(rest.path("records").asString());
        assertThat(last.size()).isEqualTo(1);
        assertThat(last.path(0).path("last_updated_by").asString()).isEqualTo("lee");

        JsonNode dataset = get(id);
        assertThat(dataset.path("profile").asString()).isEqualTo("{\"num_records\": 3}");
        assertThat(Json.MAPPER.readTree(dataset.path("schema").asString())).isEqualTo(Json.MAPPER.readTree("""
                                {"inputs":{"q":"string","deep":"object"},"outputs":"string",
                                 "expectations":{"a":"string","b":"boolean"},"version":"1.0"}
                                """));
        String gone = "{\"dataset_record_ids\":[\"%s\",\"dr-none\"]}"
                .formatted(records.path(0).path("dataset_record_id").asString());
        assertThat(member.send("DELETE", ROOT + "/" + id + "/records", gone)
                        .expect(200)
                        .json()
                        .path("deleted_count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void bad_records_and_tags_are_refused_by_name() {
        String id = make("cases", first, "{}").path("dataset_id").asString();
        for (String records :
                List.of("no json", "{}", "[3]", "[{\\\"inputs\\\":3}]", "[{\\\"tags\\\":{\\\"a\\\":3}}]")) {
            refused(
                    member.post(ROOT + "/" + id + "/records", "{\"records\":\"" + records + "\"}"),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "record");
        }
        refused(
                member.post(ROOT + "/" + id + "/records", "{}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Missing value for required parameter 'records'");
        refused(
                member.send("PATCH", ROOT + "/" + id + "/tags", "{\"tags\":\"[]\"}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "tags");
        refused(
                member.send("PATCH", ROOT + "/" + id + "/tags", "{\"tags\":\"{\\\"dure.x\\\":\\\"1\\\"}\"}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "dure.");
    }

    @Test
    void another_project_sees_and_changes_nothing_of_it() {
        String id = make("cases", first, "{}").path("dataset_id").asString();
        Api.Caller other = api.member(api.newProject(), "MEMBER");
        assertThat(other.post(ROOT + "/search", "{}")
                        .expect(200)
                        .json()
                        .path("datasets")
                        .size())
                .isZero();
        other.get(ROOT + "/" + id).expect(404);
        other.get(ROOT + "/" + id + "/records").expect(404);
        other.post(ROOT + "/" + id + "/records", "{\"records\":\"[]\"}").expect(404);
        other.delete(ROOT + "/" + id).expect(404);
        String theirs = Wire.newExperiment(other, "theirs");
        member.post(ROOT + "/" + id + "/add-experiments", "{\"experiment_ids\":[\"" + theirs + "\"]}")
                .expect(404);
        Api.Caller both = api.stranger();
        refused(
                both.post(ROOT + "/create", "{\"name\":\"x\",\"experiment_ids\":[\"" + first + "\"]}"),
                403,
                "PERMISSION_DENIED",
                "");
    }

    private JsonNode make(String name, String experiment, String tags) {
        return member.post(
                        ROOT + "/create",
                        "{\"name\":\"%s\",\"experiment_ids\":[\"%s\"],\"tags\":\"%s\"}"
                                .formatted(name, experiment, tags))
                .expect(200)
                .json()
                .path("dataset");
    }

    private JsonNode get(String id) {
        return member.get(ROOT + "/" + id).expect(200).json().path("dataset");
    }

    private JsonNode search(String body) {
        return member.post(ROOT + "/search", body).expect(200).json();
    }

    private static List<String> names(JsonNode answer) {
        return answer.path("datasets").values().stream()
                .map(dataset -> dataset.path("name").asString())
                .toList();
    }

    private List<String> experiments(String id) {
        return member
                .get(ROOT + "/" + id + "/experiment-ids")
                .expect(200)
                .json()
                .path("experiment_ids")
                .values()
                .stream()
                .map(JsonNode::asString)
                .toList();
    }

    private JsonNode upsert(String id, String records) {
        return member.post(
                        ROOT + "/" + id + "/records",
                        Json.MAPPER.createObjectNode().put("records", records).toString())
                .expect(200)
                .json();
    }

    private static List<Integer> counts(JsonNode upserted) {
        return List.of(
                upserted.path("inserted_count").asInt(),
                upserted.path("updated_count").asInt());
    }
}
