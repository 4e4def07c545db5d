package org.dure.server.models.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// MLflow's GraphQL, which picks fields of what the other paths of the wire answer.
@ServerTest
@Import(Api.class)
class GraphqlTest {

    @Autowired
    Api api;

    private Api.Caller member;
    private RegistryWire wire;
    private String experiment;
    private String run;

    @BeforeEach
    void a_run_with_metrics() {
        member = api.member(api.newProject(), "MEMBER");
        wire = new RegistryWire(member);
        experiment = wire.post("/experiments/create", Map.of("name", "first"))
                .expect(200)
                .json()
                .path("experiment_id")
                .asString();
        run = wire.post("/runs/create", Map.of("experiment_id", experiment))
                .expect(200)
                .json()
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
        wire.post("/runs/log-metric", Map.of("run_id", run, "key", "a", "value", 1.5, "timestamp", 7, "step", 3))
                .expect(200);
        wire.post("/runs/log-metric", Map.of("run_id", run, "key", "b", "value", "NaN", "timestamp", 8))
                .expect(200);
    }

    private JsonNode ask(Api.Caller caller, String query, Map<String, ?> variables) {
        return caller.post("/graphql", Json.MAPPER.writeValueAsString(Map.of("query", query, "variables", variables)))
                .expect(200)
                .json();
    }

    private JsonNode data(String query, Map<String, ?> variables) {
        JsonNode answer = ask(member, query, variables);
        assertThat(answer.path("errors").isNull()).as(answer.toString()).isTrue();
        return answer.path("data");
    }

    private String error(String query) {
        return ask(member, query, Map.of()).path("errors").path(0).asString();
    }

    @Test
    void a_run_is_asked_with_its_experiment_and_versions() {
        wire.make("net");
        wire.register("net", "runs:/" + run + "/model");
        assertThat(data("""
                        query Q($id: String!, $no: Boolean = true) @component(name: "Test") {
                          one: mlflowGetRun(input: {runId: $id}) {
                            run { ...Whole modelVersions { name version } experiment { name tags { key } } }
                            apiError { message }
                          }
                        }
                        fragment Whole on MlflowRunExtension {
                          info { status runId @skip(if: $no) }
                          data { metrics { key value timestamp step } }
                        }
                        """, Map.of("id", run)).toString()).isEqualTo("""
                        {"one":{"run":{"info":{"status":"RUNNING"},"data":{"metrics":[\
                        {"key":"a","value":1.5,"timestamp":"7","step":"3"},\
                        {"key":"b","value":null,"timestamp":"8","step":"0"}]},\
                        "modelVersions":[{"name":"net","version":"1"}],\
                        "experiment":{"name":"first","tags":[]}},"apiError":null}}""");
    }

    @Test
    void runs_histories_files_data_sets_and_versions_are_asked() {
        member.sendBytes(
                        "PUT",
                        "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + run + "/artifacts/folder/a.txt",
                        null,
                        new byte[5])
                .expect(200);
        assertThat(data("""
                        query ($run: String!, $ids: [String!]!, $folder: String = "folder") {
                          mlflowSearchRuns(input: {experimentIds: $ids, runViewType: ACTIVE_ONLY}) { runs { info { runId } } }
                          mlflowGetMetricHistoryBulkInterval(input: {runIds: [$run], metricKey: "a", maxResults: 5}) {
                            metrics { value runId }
                          }
                          top: mlflowListArtifacts(input: {runId: $run}) { files { path isDir fileSize } }
                          mlflowListArtifacts(input: {runId: $run, path: $folder}) { files { path fileSize __typename } }
                          mlflowSearchModelVersions(input: {filter: "name = 'x'"}) { modelVersions { name } }
                        }
                        """, Map.of("run", run, "ids", new String[] {experiment}))
                        .toString())
                .isEqualTo(("{\"mlflowSearchRuns\":{\"runs\":[{\"info\":{\"runId\":\"RUN\"}}]},"
                                + "\"mlflowGetMetricHistoryBulkInterval\":{\"metrics\":[{\"value\":1.5,\"runId\":\"RUN\"}]},"
                                + "\"top\":{\"files\":[{\"path\":\"folder\",\"isDir\":true,\"fileSize\":\"0\"}]},"
                                + "\"mlflowListArtifacts\":{\"files\":[{\"path\":\"folder/a.txt\",\"fileSize\":\"5\","
                                + "\"__typename\":\"MlflowFileInfo\"}]},"
                                + "\"mlflowSearchModelVersions\":{\"modelVersions\":[]}}")
                        .replace("RUN", run));
        assertThat(data(
                                "mutation { testMutation(inputString: \"a\\u00e9\") { output }"
                                        + " mlflowSearchDatasets(input: {experimentIds: [\"" + experiment
                                        + "\"]}) { datasetSummaries { name } } }",
                                Map.of())
                        .toString())
                .isEqualTo("{\"testMutation\":{\"output\":\"aé\"},\"mlflowSearchDatasets\":{\"datasetSummaries\":[]}}");
    }

    @Test
    void what_is_foreign_does_not_exist() {
        JsonNode answer = ask(
                api.member(api.newProject(), "MEMBER"),
                "query ($id: String!) { mlflowGetRun(input: {runId: $id}) { run { info { runId } } } }",
                Map.of("id", run));
        assertThat(answer.path("data").path("mlflowGetRun").isNull()).isTrue();
        assertThat(answer.path("errors").path(0).asString()).contains("Run with id=" + run + " not found");
    }

    @Test
    void documents_that_are_broken_or_ask_for_too_much_are_explained() {
        String test = ": test(inputString: \"x\") { output } ";
        StringBuilder many = new StringBuilder("{");
        for (int field = 0; field < 12; field++) {
            many.append("k").append(field).append(test);
        }
        assertThat(error(many + "}")).startsWith("GraphQL queries should have at most 10 root fields, got 12");
        assertThat(error("{ test" + " { a".repeat(12) + " }".repeat(12) + "}"))
                .isEqualTo("Query exceeds maximum depth of 10");
        assertThat(error("{ a".repeat(100_000))).contains("Syntax Error");
        assertThat(error("{ a".repeat(1_000))).isEqualTo("Query exceeds maximum depth of 10");
        assertThat(error("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"))
                .isEqualTo("Query exceeds maximum depth of 10");
        assertThat(error("{ test(inputString: \"x\") { " + "a ".repeat(1_002) + "} }"))
                .isEqualTo("Query exceeds maximum total selections of 1000");
        assertThat(error("{ nothing }")).isEqualTo("Cannot query field 'nothing' on type 'Query'.");
        assertThat(error("{ test(inputString: \"x\") { wrong } }")).contains("'wrong' on type 'Test'");
        assertThat(error("{ mlflowGetRun { run { info { runId } } } }")).contains("'input'");
        assertThat(error("{ test(inputString: }")).startsWith("Syntax Error: Unexpected '}'");
        assertThat(error("subscription { test }")).startsWith("Syntax Error");
        assertThat(error("query A { test { output } } query B { test { output } }"))
                .contains("Must provide operation name");
        RegistryWire.refused(
                member.post("/graphql", "{}"), 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter");
        api.nobody().post("/graphql", "{\"query\":\"{ test { output } }\"}").expect(401);
    }
}
