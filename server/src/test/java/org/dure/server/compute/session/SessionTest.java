package org.dure.server.compute.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Program;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@ServerTest
@Import(Api.class)
class SessionTest {

    @Autowired
    Api api;

    @Autowired
    SessionService sessions;

    @Test
    void every_wrong_field_is_named_at_once() {
        String project = api.newProject();
        var errors = api.admin()
                .post("/api/v1/projects/" + project + "/sessions", """
                        {"name": "no good!", "program": {"recipe": "image-classifier"}, "wall_seconds": 0,
                         "needs": {"cpus": 4000, "memory_bytes": 1, "gpus": 99},
                         "environment": {"MLFLOW_RUN_ID": "mine", "1x": "y"},
                         "mounts": [{"kind": "dataset", "name": "a/b"}]}
                        """)
                .expect(400)
                .json()
                .path("errors");
        assertThat(errors.findValuesAsString("field"))
                .containsExactlyInAnyOrder(
                        "name",
                        "wall_seconds",
                        "needs.cpus",
                        "needs.memory_bytes",
                        "needs.gpus",
                        "environment.MLFLOW_RUN_ID",
                        "environment.1x",
                        "mounts[0].name");
    }

    @Test
    void several_nodes_are_refused_where_the_engine_runs_a_session_on_one() {
        String project = api.newProject();
        String sessions = "/api/v1/projects/" + project + "/sessions";
        String program = Programs.upload(api.admin(), project, "print(1)");
        String body = "{\"name\": \"x\", \"program\": {\"program_id\": \"" + program
                + "\", \"command\": [\"python3\", \"main.py\"]}, \"needs\": {\"cpus\": 0.25, \"memory_bytes\": 134217728,"
                + " \"nodes\": %d}}";
        var error = api.admin()
                .post(sessions, body.formatted(2))
                .expect(400)
                .json()
                .path("errors")
                .get(0);
        assertThat(error.path("field").asString()).isEqualTo("needs.nodes");
        assertThat(error.path("reason").path("parts").get(0).path("code").asString())
                .isEqualTo("GANG_NOT_BY_ENGINE");
        assertThat(api.admin()
                        .post(sessions, body.formatted(0))
                        .expect(400)
                        .json()
                        .path("errors")
                        .get(0)
                        .path("field")
                        .asString())
                .isEqualTo("needs.nodes");
    }

    @Test
    void what_is_for_the_platform_alone_is_refused() {
        String project = api.newProject();
        Api.Caller member = api.member(project, "MEMBER");
        String sessions = "/api/v1/projects/" + project + "/sessions";
        assertThat(member.post(sessions, "{\"name\": \"x\", \"program\": {\"recipe\": \"evaluate\"}}")
                        .expect(400)
                        .detail())
                .contains("platform alone");
        assertThat(member.post(
                                sessions,
                                "{\"name\": \"x\", \"kind\": \"EVALUATION\", \"program\": {\"recipe\": \"image-classifier\"}}")
                        .expect(400)
                        .detail())
                .contains("platform alone");
    }

    @Test
    void a_recipe_takes_files_only_where_it_is_a_workplace_and_only_those_of_its_project() {
        String project = api.newProject();
        String other = api.newProject();
        String files = Programs.upload(api.admin(), other, Map.of("notes.txt", "theirs"));
        assertThat(refusal(project, "image-classifier", files)).contains("program.program_id", "workplaces");
        assertThat(refusal(project, "terminal", files)).contains("program.program_id", "in this project");
    }

    private String refusal(String project, String recipe, String files) {
        String kind = recipe.equals("terminal") ? "INTERACTIVE" : "TRAINING";
        return api.admin()
                .post("/api/v1/projects/" + project + "/sessions", """
                        {"name": "x", "kind": "%s", "program": {"recipe": "%s", "program_id": "%s"}}
                        """.formatted(kind, recipe, files))
                .expect(400)
                .json()
                .path("errors")
                .toString();
    }

    @Test
    void an_unknown_kind_of_mount_is_refused() {
        String project = api.newProject();
        var answer = api.admin()
                .post("/api/v1/projects/" + project + "/sessions", """
                        {"name": "x", "program": {"recipe": "image-classifier"},
                         "mounts": [{"kind": "floppy", "name": "a"}]}
                        """)
                .expect(400);
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("mounts[0].kind");
    }

    @Test
    void a_submission_that_is_sent_again_with_its_key_is_the_same_session() throws Exception {
        String project = api.newProject();
        // It names a recipe and asks for help only, so that it ends by itself wherever it runs.
        String body =
                "{\"name\": \"once\", \"program\": {\"recipe\": \"image-classifier\", \"arguments\": [\"--help\"]}}";
        HttpRequest request = HttpRequest.newBuilder(api.uri("/api/v1/projects/" + project + "/sessions"))
                .header("Authorization", "Bearer " + api.admin().token())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "morning run")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> first = http.send(request, HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> second = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(Json.MAPPER.readTree(second.body()).path("id"))
                .isEqualTo(Json.MAPPER.readTree(first.body()).path("id"));
    }

    @Test
    void an_evaluation_goes_its_way_whatever_members_want() {
        String project = api.newProject();
        Api.Caller manager = api.member(project, "MANAGER");
        Session evaluation = sessions.submitForPlatform(
                UUID.fromString(project),
                new NewSession(
                        "judge",
                        Session.Kind.EVALUATION,
                        new Program.Recipe("evaluate", List.of("--help")),
                        List.of(),
                        Map.of(),
                        new Session.Needs(0.25, 256L << 20, 0),
                        60L,
                        Map.of()));
        String path = "/api/v1/sessions/" + evaluation.id();
        assertThat(manager.get(path).expect(200).json().path("kind").asString()).isEqualTo("EVALUATION");
        manager.post(path + "/stop", "{\"reason\": \"I do not like it\"}").expect(403);
        manager.get(path + "/outputs").expect(403);
        manager.get(path + "/outputs/content?path=predictions.json").expect(403);
    }
}
