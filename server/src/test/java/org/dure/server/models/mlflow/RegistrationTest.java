package org.dure.server.models.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionPreparer;
import org.dure.server.compute.session.SessionService;
import org.dure.server.models.Packages;
import org.dure.server.models.evaluation.Contest;
import org.dure.server.people.token.TokenService;
import org.dure.server.problems.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// What versions are made from, who may make and see them, and what becomes of them.
@ServerTest
@Import(Api.class)
class RegistrationTest {

    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

    @Autowired
    Api api;

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    SessionService sessions;

    @Autowired
    List<SessionPreparer> preparers;

    @Autowired
    TokenService tokens;

    private String project;
    private Api.Caller member;
    private RegistryWire wire;
    private String experiment;

    @BeforeEach
    void a_member_with_an_experiment() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        wire = new RegistryWire(member);
        experiment = wire.post("/experiments/create", Map.of("name", "first"))
                .expect(200)
                .json()
                .path("experiment_id")
                .asString();
    }

    /// A run with a metric, a parameter and files below `model`.
    private String run(Map<String, String> files) {
        String id = wire.post("/runs/create", Map.of("experiment_id", experiment))
                .expect(200)
                .json()
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
        wire.post(
                        "/runs/log-batch",
                        Map.of(
                                "run_id",
                                id,
                                "metrics",
                                List.of(Map.of("key", "loss", "value", 0.25, "timestamp", 1)),
                                "params",
                                List.of(Map.of("key", "lr", "value", "0.1"))))
                .expect(200);
        files.forEach((path, text) -> put(id, path, text));
        return id;
    }

    private void put(String run, String path, String text) {
        member.sendBytes(
                        "PUT",
                        ARTIFACTS + experiment + "/" + run + "/artifacts/model/" + path,
                        "application/octet-stream",
                        text.getBytes(StandardCharsets.UTF_8))
                .expect(200);
    }

    /// The version as the pages see it.
    private JsonNode seen(String model, int number) {
        JsonNode found = member.get("/api/v1/projects/" + project + "/models?search=" + model)
                .expect(200)
                .json()
                .path("items")
                .get(0);
        return member.get("/api/v1/models/" + found.path("id").asString() + "/versions/" + number)
                .expect(200)
                .json();
    }

    private Api.Answer deploy(JsonNode version) {
        return member.post(
                "/api/v1/projects/" + project + "/endpoints",
                "{\"name\":\"at-%s\",\"model_id\":\"%s\",\"version\":%d}"
                        .formatted(
                                UUID.randomUUID().toString().substring(0, 8),
                                version.path("model_id").asString(),
                                version.path("number").asInt()));
    }

    @Test
    void a_version_keeps_the_files_of_its_source_as_they_were() {
        String run = run(Map.of("MLmodel", "before", "data/model.pkl", "pickled"));
        wire.make("net");
        wire.register("net", "runs:/" + run + "/model");
        put(run, "MLmodel", "after");
        JsonNode version = wire.version("net", "1");
        assertThat(version.path("run_id").asString()).isEqualTo(run);
        String location = wire.get("/model-versions/get-download-uri", "name", "net", "version", "1")
                .expect(200)
                .json()
                .path("artifact_uri")
                .asString();
        String place = location.substring("mlflow-artifacts:/".length());
        assertThat(member.get(ARTIFACTS + place + "/MLmodel").expect(200).body())
                .isEqualTo("before");
        JsonNode files = member.get("/api/2.0/mlflow-artifacts/artifacts?path=" + place)
                .expect(200)
                .json()
                .path("files");
        assertThat(files.valueStream().map(file -> file.path("path").asString()))
                .containsExactlyInAnyOrder("MLmodel", "data");
        assertThat(member.get("/api/2.0/mlflow-artifacts/artifacts?path=" + place + "/data")
                        .expect(200)
                        .json()
                        .path("files")
                        .get(0)
                        .path("path")
                        .asString())
                .isEqualTo("model.pkl");
        member.sendBytes("PUT", ARTIFACTS + place + "/MLmodel", "text/plain", new byte[1])
                .expect(404);
        JsonNode page = seen("net", 1);
        assertThat(page.path("lineage").path("parameters").path("lr").asString())
                .isEqualTo("0.1");
        assertThat(page.path("lineage").path("metrics").path("loss").asDouble()).isEqualTo(0.25);
        assertThat(page.path("state").asString()).isEqualTo("UNJUDGED");
    }

    @Test
    void a_version_without_a_package_is_not_deployed_and_says_why() {
        wire.make("net");
        wire.register("net", "runs:/" + run(Map.of("MLmodel", "x")) + "/model");
        wire.register("net", "runs:/" + run(Map.of("model.onnx", "m", "signature.json", "{}")) + "/model");
        wire.register("net", "runs:/" + "0".repeat(32) + "/model");
        assertThat(deploy(seen("net", 1)).expect(409).detail())
                .isEqualTo("Version 1 of net cannot be deployed: its folder does not hold both model.onnx and"
                        + " signature.json.");
        assertThat(deploy(seen("net", 2)).expect(409).detail()).contains("signature.json/format: is missing");
        assertThat(deploy(seen("net", 3)).expect(409).detail()).contains("leads to no files of this project");
        assertThat(seen("net", 3)
                        .path("no_package")
                        .path("parts")
                        .get(0)
                        .path("code")
                        .asString())
                .isEqualTo("SOURCE_NOWHERE");
    }

    @Test
    void a_version_whose_folder_is_a_package_is_deployed_like_any_other_and_copied_with_its_files() {
        wire.make("net");
        wire.register(
                "net",
                "runs:/" + run(Map.of("model.onnx", "m", "signature.json", Packages.SIGNATURE, "MLmodel", "x"))
                        + "/model");
        assertThat(seen("net", 1).path("signature").path("labels").size()).isEqualTo(2);
        deploy(seen("net", 1)).expect(201);
        wire.make("copy");
        wire.register("copy", "models:/net/1");
        JsonNode copy = seen("copy", 1);
        assertThat(copy.path("files")).isEqualTo(seen("net", 1).path("files"));
        assertThat(copy.path("run_id")).isEqualTo(seen("net", 1).path("run_id"));
        RegistryWire.refused(
                wire.send("DELETE", "/model-versions/delete", Map.of("name", "net", "version", "1")),
                400,
                "INVALID_PARAMETER_VALUE",
                "answers at an endpoint");
        RegistryWire.refused(
                wire.send("DELETE", "/registered-models/delete", Map.of("name", "net")),
                400,
                "INVALID_PARAMETER_VALUE",
                "answers at an endpoint");
    }

    @Test
    void what_runs_and_people_bring_stands_on_the_wire_and_a_client_does_not_compete() {
        Contest contest = Contest.of(beans);
        Problem problem = contest.problem(member, project);
        contest.judged(problem, 0, 30);
        JsonNode version = wire.version("tiny", "1");
        assertThat(version.path("status").asString()).isEqualTo("READY");
        String place = version.path("source").asString().substring("mlflow-artifacts:/".length());
        assertThat(member.get(ARTIFACTS + place + "/signature.json").expect(200).body())
                .isEqualTo(Packages.SIGNATURE);
        wire.register(
                "tiny", "runs:/" + run(Map.of("model.onnx", "m", "signature.json", Packages.SIGNATURE)) + "/model");
        assertThat(seen("tiny", 2).path("state").asString()).isEqualTo("UNJUDGED");
        RegistryWire.refused(
                wire.send("DELETE", "/model-versions/delete", Map.of("name", "tiny", "version", "1")),
                400,
                "INVALID_PARAMETER_VALUE",
                "is the champion");
    }

    @Test
    void a_model_made_under_a_problems_name_is_the_problems() {
        Contest contest = Contest.of(beans);
        Problem problem = contest.problem(member, project);
        wire.make("tiny");
        assertThat(contest.judged(problem, 0, 30).number()).isEqualTo(1);
    }

    @Test
    void sources_that_lead_elsewhere_or_contradict_are_refused() {
        wire.make("net");
        String run = run(Map.of("MLmodel", "x"));
        for (String source : new String[] {
            "file:///etc/passwd",
            "/etc/passwd",
            "s3://bucket/../model",
            "http://example.org/%2e%2e/model",
            "runs:/" + run + "/../../etc",
            "runs:/" + run + "/%252e%252e/x",
            "models:/net",
            "dummy-source",
            "x".repeat(2_000)
        }) {
            RegistryWire.refused(
                    wire.post("/model-versions/create", Map.of("name", "net", "source", source)),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "source");
        }
        RegistryWire.refused(
                wire.post(
                        "/model-versions/create",
                        Map.of("name", "net", "source", "runs:/" + run + "/model", "run_id", run(Map.of()))),
                400,
                "INVALID_PARAMETER_VALUE",
                "must identify the resource");
        RegistryWire.refused(
                wire.post("/model-versions/create", Map.of("name", "net", "source", "models:/net/7")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "version=7");
        assertThat(wire.versions("filter", "name = 'net'")).isEmpty();
    }

    @Test
    void a_source_outside_of_the_platform_is_kept_as_words() {
        wire.make("net");
        for (String source : new String[] {
            "s3://bucket/model", "http://example.org/model", "mlflow-artifacts://elsewhere.example/1/model"
        }) {
            String number = wire.register("net", source);
            assertThat(wire.version("net", number).path("source").asString()).isEqualTo(source);
            assertThat(wire.get("/model-versions/get-download-uri", "name", "net", "version", number)
                            .expect(200)
                            .json()
                            .path("artifact_uri")
                            .asString())
                    .isEqualTo(source);
            assertThat(seen("net", Integer.parseInt(number)).path("state").asString())
                    .isEqualTo("UNJUDGED");
            member.get("/model-versions/get-artifact?name=net&path=MLmodel&version=" + number)
                    .expect(400);
        }
    }

    @Test
    void models_of_other_projects_do_not_exist() {
        String run = run(Map.of("model.onnx", "m", "signature.json", Packages.SIGNATURE));
        wire.make("net");
        wire.register("net", "runs:/" + run + "/model");
        wire.post("/registered-models/alias", Map.of("name", "net", "alias", "best", "version", "1"))
                .expect(200);
        RegistryWire other = new RegistryWire(api.member(api.newProject(), "MANAGER"));
        String name = member.get("/api/v1/projects/" + project)
                .expect(200)
                .json()
                .path("name")
                .asString();
        for (String foreign : new String[] {"net", name + ".net"}) {
            RegistryWire.refused(
                    other.get("/registered-models/get", "name", foreign), 404, "RESOURCE_DOES_NOT_EXIST", foreign);
            other.get("/registered-models/alias", "name", foreign, "alias", "best")
                    .expect(404);
            other.send("DELETE", "/registered-models/delete", Map.of("name", foreign))
                    .expect(404);
        }
        assertThat(other.models()).isEmpty();
        assertThat(other.versions()).isEmpty();
        other.make("mine");
        other.register("mine", "runs:/" + run + "/model");
        assertThat(other.version("mine", "1").path("source").asString()).contains(run);
        String id = seen("net", 1).path("id").asString();
        other.caller().get(ARTIFACTS + "registry/" + id + "/model.onnx").expect(404);
        other.caller()
                .get("/api/2.0/mlflow-artifacts/artifacts?path=registry/" + id)
                .expect(404);
        assertThat(other.get("/model-versions/get-download-uri", "name", "mine", "version", "1")
                        .expect(200)
                        .json()
                        .path("artifact_uri")
                        .asString())
                .as("nothing of the foreign run has been taken")
                .isEqualTo("runs:/" + run + "/model");
        RegistryWire viewer = new RegistryWire(api.member(project, "VIEWER"));
        assertThat(viewer.models()).containsExactly("net");
        RegistryWire.refused(
                viewer.post("/registered-models/create", Map.of("name", "x")), 403, "PERMISSION_DENIED", "");
    }

    @Test
    void a_member_of_several_projects_writes_the_project_before_the_name() {
        String name = member.get("/api/v1/projects/" + project)
                .expect(200)
                .json()
                .path("name")
                .asString();
        wire.make(name + ".net");
        assertThat(wire.models()).containsExactly("net");
        assertThat(wire.models("filter", "name = '" + name + ".net'"))
                .as("by the name with its project before it")
                .containsExactly("net");
        RegistryWire admin = new RegistryWire(api.admin());
        assertThat(admin.model(name + ".net").path("name").asString()).isEqualTo(name + ".net");
        admin.post("/registered-models/rename", Map.of("name", name + ".net", "new_name", name + ".other"))
                .expect(200);
        assertThat(wire.models()).containsExactly("other");
        assertThat(admin.models("filter", "name = '" + name + ".other'")).containsExactly(name + ".other");
        RegistryWire.refused(
                admin.post("/registered-models/rename", Map.of("name", name + ".other", "new_name", "moved")),
                400,
                "INVALID_PARAMETER_VALUE",
                "a model stays in its project");
    }

    @Test
    void a_session_registers_versions_of_its_own_run_and_promotes_nothing() {
        String id = Programs.run(member, project, "import time\ntime.sleep(600)\n");
        Session session = sessions.find(UUID.fromString(id)).orElseThrow();
        try {
            String own = preparers.stream()
                    .map(preparer -> preparer.environment(session).getOrDefault("MLFLOW_RUN_ID", ""))
                    .reduce("", String::concat);
            RegistryWire program = new RegistryWire(
                    api.as(tokens.issueForSession(UUID.fromString(project), session.id(), UUID.randomUUID())));
            program.make("net");
            program.register("net", "runs:/" + own + "/model");
            assertThat(program.version("net", "1").path("run_id").asString()).isEqualTo(own);
            assertThat(seen("net", 1).path("session_id").asString()).isEqualTo(id);
            String foreign = run(Map.of("MLmodel", "x"));
            Map<String, Object> one = Map.of("name", "net", "version", "1");
            List<Api.Answer> refused = List.of(
                    program.post(
                            "/model-versions/create", Map.of("name", "net", "source", "runs:/" + foreign + "/model")),
                    program.post("/model-versions/create", Map.of("name", "net", "source", "models:/net/1")),
                    program.post("/model-versions/create", Map.of("name", "net", "source", "runs:/nobody/model")),
                    program.send("DELETE", "/model-versions/delete", one),
                    program.send("DELETE", "/registered-models/delete", Map.of("name", "net")),
                    program.post("/registered-models/rename", Map.of("name", "net", "new_name", "other")),
                    program.send("PATCH", "/registered-models/update", Map.of("name", "net", "description", "x")),
                    program.send(
                            "PATCH",
                            "/model-versions/update",
                            Map.of("name", "net", "version", "1", "description", "x")),
                    program.post("/registered-models/set-tag", Map.of("name", "net", "key", "k", "value", "v")),
                    program.post(
                            "/model-versions/set-tag", Map.of("name", "net", "version", "1", "key", "k", "value", "v")),
                    program.post("/registered-models/alias", Map.of("name", "net", "alias", "a", "version", "1")),
                    program.send("DELETE", "/registered-models/alias", Map.of("name", "net", "alias", "a")),
                    program.post(
                            "/model-versions/transition-stage",
                            Map.of("name", "net", "version", "1", "stage", "Production")));
            refused.forEach(answer -> RegistryWire.refused(answer, 403, "PERMISSION_DENIED", ""));
        } finally {
            member.post("/api/v1/sessions/" + id + "/stop", "{\"reason\":\"the test is over\"}");
        }
    }
}
