package org.dure.server.models.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class RegistryWireTest {

    /// What MLflow's Python client adds to every search.
    private static final String NO_PROMPTS = "tag.`mlflow.prompt.is_prompt` != 'true'";

    private static final String SOURCE = "runs:/run_id/model";

    @Autowired
    Api api;

    private String project;
    private RegistryWire wire;

    @BeforeEach
    void a_member_of_one_project() {
        project = api.newProject();
        wire = new RegistryWire(api.member(project, "MEMBER"));
    }

    @Test
    void a_source_that_names_no_run_contradicts_none() {
        wire.make("a model");
        Map<String, Object> told = Map.of("name", "a model", "source", "runs:/words/model", "run_id", "0".repeat(32));
        wire.post("/model-versions/create", told).expect(200);
    }

    @Test
    void a_model_is_made_described_renamed_and_deleted() {
        JsonNode made = wire.post(
                        "/registered-models/create",
                        Map.of(
                                "name",
                                "a model",
                                "description",
                                "first",
                                "tags",
                                List.of(Map.of("key", "team", "value", "vision"))))
                .expect(200)
                .json()
                .path("registered_model");
        assertThat(made.path("tags").get(0).path("value").asString()).isEqualTo("vision");
        assertThat(made.path("creation_timestamp").longValue())
                .isEqualTo(made.path("last_updated_timestamp").longValue());
        RegistryWire.refused(
                wire.post("/registered-models/create", Map.of("name", "a model")),
                400,
                "RESOURCE_ALREADY_EXISTS",
                "Registered Model (name=a model) already exists.");
        wire.register("a model", SOURCE);
        wire.post("/registered-models/alias", Map.of("name", "a model", "alias", "best", "version", "1"))
                .expect(200);
        wire.send("PATCH", "/registered-models/update", Map.of("name", "a model", "description", "second"))
                .expect(200);
        wire.post("/registered-models/rename", Map.of("name", "a model", "new_name", "Renamed"))
                .expect(200);
        RegistryWire.refused(
                wire.get("/registered-models/get", "name", "a model"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Registered Model with name=a model not found");
        JsonNode renamed = wire.model("Renamed");
        assertThat(renamed.path("description").asString()).isEqualTo("second");
        assertThat(renamed.path("aliases").get(0).path("version").asString()).isEqualTo("1");
        assertThat(renamed.path("tags").size()).isEqualTo(1);
        assertThat(wire.version("Renamed", "1").path("name").asString()).isEqualTo("Renamed");
        wire.send("DELETE", "/registered-models/delete", Map.of("name", "Renamed"))
                .expect(200);
        assertThat(wire.models()).isEmpty();
        wire.make("Renamed");
        assertThat(wire.model("Renamed").path("latest_versions").size()).isZero();
    }

    @Test
    void versions_are_numbered_and_no_number_is_given_twice() {
        wire.make("digits");
        assertThat(wire.register("digits", SOURCE)).isEqualTo("1");
        assertThat(wire.register("digits", SOURCE)).isEqualTo("2");
        wire.send("DELETE", "/model-versions/delete", Map.of("name", "digits", "version", "2"))
                .expect(200);
        RegistryWire.refused(
                wire.get("/model-versions/get", "name", "digits", "version", "2"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Model Version (name=digits, version=2) not found");
        assertThat(wire.register("digits", SOURCE)).isEqualTo("3");
        JsonNode version = wire.version("digits", "1");
        assertThat(version.path("version").isString()).isTrue();
        assertThat(version.path("status").asString()).isEqualTo("READY");
        assertThat(version.path("current_stage").asString()).isEqualTo("None");
        assertThat(version.path("source").asString()).isEqualTo(SOURCE);
        assertThat(wire.get("/model-versions/get-download-uri", "name", "digits", "version", "1")
                        .expect(200)
                        .json()
                        .path("artifact_uri")
                        .asString())
                .isEqualTo(SOURCE);
    }

    @Test
    void an_alias_names_one_version_at_a_time_and_goes_with_it() {
        wire.make("digits");
        wire.register("digits", SOURCE);
        wire.register("digits", SOURCE);
        for (String version : new String[] {"1", "2"}) {
            wire.post("/registered-models/alias", Map.of("name", "digits", "alias", "best", "version", version))
                    .expect(200);
        }
        assertThat(wire.version("digits", "1").path("aliases").size()).isZero();
        assertThat(byAlias("best")
                        .expect(200)
                        .json()
                        .path("model_version")
                        .path("version")
                        .asString())
                .isEqualTo("2");
        assertThat(byAlias("Latest")
                        .expect(200)
                        .json()
                        .path("model_version")
                        .path("version")
                        .asString())
                .isEqualTo("2");
        wire.send("DELETE", "/model-versions/delete", Map.of("name", "digits", "version", "2"))
                .expect(200);
        RegistryWire.refused(byAlias("best"), 400, "INVALID_PARAMETER_VALUE", "Registered model alias best not found.");
        wire.send("DELETE", "/registered-models/alias", Map.of("name", "digits", "alias", "never-set"))
                .expect(200);
    }

    private Api.Answer byAlias(String alias) {
        return wire.get("/registered-models/alias", "name", "digits", "alias", alias);
    }

    @Test
    void the_newest_version_of_each_stage_is_told_and_others_are_archived_where_that_is_wished() {
        wire.make("digits");
        for (String stage : new String[] {"Archived", "Production", "Production", "staging", "None"}) {
            wire.move("digits", wire.register("digits", SOURCE), stage);
        }
        assertThat(latest()).containsExactlyInAnyOrder("Archived/1", "Production/3", "Staging/4", "None/5");
        assertThat(latest("stages", "Production", "stages", "None"))
                .containsExactlyInAnyOrder("Production/3", "None/5");
        assertThat(latest("stages", "staging")).containsExactly("Staging/4");
        wire.post(
                        "/model-versions/transition-stage",
                        Map.of(
                                "name",
                                "digits",
                                "version",
                                "5",
                                "stage",
                                "Production",
                                "archive_existing_versions",
                                true))
                .expect(200);
        assertThat(latest()).containsExactlyInAnyOrder("Archived/3", "Production/5", "Staging/4");
        assertThat(wire.post("/registered-models/get-latest-versions", Map.of("name", "digits"))
                        .expect(200)
                        .json()
                        .path("model_versions")
                        .size())
                .isEqualTo(3);
    }

    private List<String> latest(String... stages) {
        String[] query =
                Stream.concat(Stream.of("name", "digits"), Stream.of(stages)).toArray(String[]::new);
        return wire.get("/registered-models/get-latest-versions", query)
                .expect(200)
                .json()
                .path("model_versions")
                .valueStream()
                .map(version -> version.path("current_stage").asString() + "/"
                        + version.path("version").asString())
                .toList();
    }

    @Test
    void tags_are_set_changed_and_deleted() {
        wire.make("digits");
        wire.register("digits", SOURCE);
        for (String value : new String[] {"one", ""}) {
            wire.post("/registered-models/set-tag", Map.of("name", "digits", "key", "k k", "value", value))
                    .expect(200);
            wire.post("/model-versions/set-tag", Map.of("name", "digits", "version", "1", "key", "k", "value", value))
                    .expect(200);
        }
        assertThat(wire.model("digits").path("tags").get(0).path("value").asString("missing"))
                .isEmpty();
        assertThat(wire.version("digits", "1").path("tags").get(0).path("value").asString("missing"))
                .isEmpty();
        wire.send("DELETE", "/registered-models/delete-tag", Map.of("name", "digits", "key", "k k"))
                .expect(200);
        wire.send("DELETE", "/model-versions/delete-tag", Map.of("name", "digits", "version", "1", "key", "k"))
                .expect(200);
        assertThat(wire.model("digits").path("tags").size()).isZero();
        assertThat(wire.version("digits", "1").path("tags").size()).isZero();
    }

    @Test
    void models_are_searched_ordered_and_paged_as_clients_ask() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            names.add("Net-0" + i);
            wire.make("Net-0" + i);
        }
        wire.post("/registered-models/set-tag", Map.of("name", "Net-03", "key", "team", "value", "vision"))
                .expect(200);
        wire.post(
                        "/registered-models/create",
                        Map.of(
                                "name",
                                "a prompt",
                                "tags",
                                List.of(Map.of("key", "mlflow.prompt.is_prompt", "value", "true"))))
                .expect(200);
        assertThat(wire.models("filter", NO_PROMPTS)).isEqualTo(names);
        assertThat(wire.models()).isEqualTo(names);
        assertThat(wire.models("filter", "tags.`mlflow.prompt.is_prompt` = 'true'"))
                .containsExactly("a prompt");
        assertThat(wire.models("filter", "name LIKE '%3' AND " + NO_PROMPTS)).containsExactly("Net-03");
        assertThat(wire.models("filter", "name LIKE 'net%'")).isEmpty();
        assertThat(wire.models("filter", "name ILIKE 'NET%5'")).containsExactly("Net-05");
        assertThat(wire.models("filter", "name IN ('Net-01', 'Net-02', 'none')"))
                .containsExactly("Net-01", "Net-02");
        assertThat(wire.models("filter", "tags.team = 'vision' and name != 'Net-00'"))
                .containsExactly("Net-03");
        assertThat(wire.models("order_by", "name DESC", "max_results", "2")).containsExactly("Net-06", "Net-05");
        assertThat(wire.models("order_by", "last_updated_timestamp DESC", "order_by", "name ASC"))
                .hasSize(7);
        List<String> paged = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = wire.get("/registered-models/search", "max_results", "3", "page_token", token)
                    .expect(200)
                    .json();
            page.path("registered_models")
                    .forEach(model -> paged.add(model.path("name").asString()));
            token = page.path("next_page_token").asString("");
        } while (!token.isEmpty());
        assertThat(paged).isEqualTo(names);
    }

    @Test
    void versions_are_searched_ordered_and_paged_as_clients_ask() {
        wire.make("a");
        wire.make("b");
        wire.register("a", "runs:/one/model");
        wire.register("b", "runs:/one/model");
        wire.register("a", "runs:/two/model");
        wire.post("/model-versions/set-tag", Map.of("name", "a", "version", "2", "key", "k", "value", "v"))
                .expect(200);
        assertThat(wire.versions("filter", "name = 'a' AND " + NO_PROMPTS)).containsExactlyInAnyOrder("a/1", "a/2");
        assertThat(wire.versions("filter", "run_id = 'one'")).containsExactlyInAnyOrder("a/1", "b/1");
        assertThat(wire.versions("filter", "source_path ILIKE '%TWO%'")).containsExactly("a/2");
        assertThat(wire.versions("filter", "run_id IN ('two')")).containsExactly("a/2");
        assertThat(wire.versions("filter", "version_number > 1")).containsExactly("a/2");
        assertThat(wire.versions("filter", "tags.k = 'v'")).containsExactly("a/2");
        assertThat(wire.versions("order_by", "name DESC")).containsExactly("b/1", "a/2", "a/1");
        assertThat(wire.versions("order_by", "version_number DESC")).containsExactly("a/2", "a/1", "b/1");
        wire.move("b", "1", "Staging");
        assertThat(wire.versions().getFirst()).isEqualTo("b/1");
        JsonNode page = wire.get("/model-versions/search", "max_results", "2")
                .expect(200)
                .json();
        assertThat(page.path("model_versions").size()).isEqualTo(2);
        assertThat(wire.versions(
                        "max_results",
                        "2",
                        "page_token",
                        page.path("next_page_token").asString()))
                .hasSize(1);
    }

    @Test
    void every_prefix_of_the_wire_leads_to_the_registry() {
        wire.make("digits");
        for (String root : new String[] {"/api/3.0/mlflow", "/ajax-api/2.0/mlflow", "/ajax-api/3.0/mlflow"}) {
            wire.caller().get(root + "/registered-models/get?name=digits").expect(200);
        }
    }

    @Test
    void what_cannot_be_used_is_refused_in_mlflows_words() {
        wire.make("digits");
        wire.register("digits", SOURCE);
        List<Api.Answer> wrong = List.of(
                wire.post("/registered-models/create", Map.of("name", "a/b")),
                wire.post("/registered-models/create", Map.of("name", "")),
                wire.post("/registered-models/create", Map.of("name", "x".repeat(257))),
                wire.post("/registered-models/create", Map.of("name", "tab\there")),
                wire.get("/model-versions/get", "name", "digits", "version", "one"),
                wire.get("/registered-models/search", "filter", "run_id = 'x'"),
                wire.get("/registered-models/search", "filter", "name = 'a' OR name = 'b'"),
                wire.get("/registered-models/search", "filter", "name > 'a'"),
                wire.get("/registered-models/search", "max_results", "1001"),
                wire.get("/model-versions/search", "filter", "version_number = 1.5"),
                wire.get("/model-versions/search", "filter", "source_path IN ('x')"),
                wire.get("/registered-models/search", "order_by", "tags.k"),
                wire.get("/registered-models/search", "page_token", "nonsense"),
                wire.get("/model-versions/search", "max_results", "200001"),
                wire.get("/model-versions/search", "max_results", "0"),
                wire.post("/registered-models/alias", Map.of("name", "digits", "alias", "latest", "version", "1")),
                wire.post("/registered-models/alias", Map.of("name", "digits", "alias", "v12", "version", "1")),
                wire.post("/registered-models/alias", Map.of("name", "digits", "alias", "a b", "version", "1")),
                wire.post(
                        "/registered-models/alias", Map.of("name", "digits", "alias", "a".repeat(256), "version", "1")),
                wire.post(
                        "/model-versions/transition-stage",
                        Map.of("name", "digits", "version", "1", "stage", "Elsewhere")),
                wire.post(
                        "/model-versions/transition-stage",
                        Map.of(
                                "name",
                                "digits",
                                "version",
                                "1",
                                "stage",
                                "Archived",
                                "archive_existing_versions",
                                true)),
                wire.post(
                        "/registered-models/set-tag",
                        Map.of("name", "digits", "key", "k", "value", "x".repeat(100_001))),
                wire.post("/registered-models/set-tag", Map.of("name", "digits", "key", "a*b", "value", "")),
                wire.post("/registered-models/set-tag", Map.of("name", "digits", "key", "dure.x", "value", "")));
        for (Api.Answer answer : wrong) {
            RegistryWire.refused(answer, 400, "INVALID_PARAMETER_VALUE", "");
        }
        assertThat(wrong.get(0).json().path("message").asString())
                .isEqualTo("Invalid model name 'a/b'. Names cannot contain '/' or ':'.");
        assertThat(wrong.get(4).json().path("message").asString())
                .isEqualTo("Parameter 'version' must be an integer, got 'one'.");
        RegistryWire.refused(
                wire.post("/registered-models/alias", Map.of("name", "digits", "alias", "best", "version", "9")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Model Version (name=digits, version=9) not found");
    }
}
