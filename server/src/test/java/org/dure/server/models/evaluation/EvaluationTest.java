package org.dure.server.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.models.Packages;
import org.dure.server.models.TinyOnnx;
import org.dure.server.problems.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Evaluations by the real evaluator in real sandboxes; it must have been built (`serve/target/lib`).
@ServerTest
@Import(Api.class)
class EvaluationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Autowired
    Api api;

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    String project;
    Api.Caller member;
    Contest contest;
    Problem problem;

    @BeforeEach
    void problem() throws Exception {
        Contest.requireEvaluator();
        project = api.newProject();
        member = api.member(project, "MEMBER");
        contest = Contest.of(beans);
        problem = contest.problem(member, project);
    }

    private JsonNode upload(byte[] onnx) {
        return member.sendBytes(
                        "POST",
                        "/api/v1/projects/" + project + "/models/upload?problem=" + problem.id(),
                        "application/zip",
                        Packages.zip(Map.of("model.onnx", onnx, "signature.json", Packages.SIGNATURE.getBytes())))
                .expect(201)
                .json();
    }

    private JsonNode judged(String modelId, int number) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode version = member.get("/api/v1/models/" + modelId + "/versions/" + number)
                    .expect(200)
                    .json();
            String state = version.path("state").asString();
            if (state.equals("EVALUATED") || state.equals("FAILED")) {
                return version;
            }
            assertThat(Instant.now()).as(version.toString()).isBefore(deadline);
            Thread.sleep(200);
        }
    }

    @Test
    void the_platform_itself_finds_out_how_good_a_model_is_and_refuses_what_is_none() throws Exception {
        String model = upload(TinyOnnx.byPixel(0)).path("model_id").asString();
        upload(TinyOnnx.byPixel(1));
        upload("this is no ONNX file".getBytes());
        JsonNode fair = judged(model, 1);
        JsonNode good = judged(model, 2);
        JsonNode none = judged(model, 3);
        assertThat(fair.path("hidden_accuracy").asDouble()).isEqualTo(24 / 40.0);
        assertThat(good.path("hidden_accuracy").asDouble()).isEqualTo(1.0);
        assertThat(good.path("champion").asBoolean()).isTrue();
        assertThat(none.path("state").asString()).isEqualTo("FAILED");
        assertThat(none.path("reason").path("text").asString()).contains("ONNX");
        assertThat(none.path("champion").asBoolean()).isFalse();
        assertThat(member.post(
                                "/api/v1/projects/" + project + "/endpoints",
                                "{\"name\":\"none\",\"model_id\":\"%s\",\"version\":3}".formatted(model))
                        .expect(409)
                        .detail())
                .contains("failed");
    }

    @Test
    void a_run_that_leaves_a_model_gets_its_score_and_can_be_trained_again() throws Exception {
        String session =
                submit("""
                import base64, pathlib
                folder = pathlib.Path("/output/model")
                folder.mkdir()
                folder.joinpath("model.onnx").write_bytes(base64.b64decode("%s"))
                folder.joinpath("signature.json").write_text('''%s''')
                print('dure: {"accuracy": 1.0}')
                """.formatted(Base64.getEncoder().encodeToString(TinyOnnx.byPixel(2)), Packages.SIGNATURE));
        JsonNode first = leaderboard();
        assertThat(first.path("session_id").asString()).isEqualTo(session);
        JsonNode version = judged(first.path("model_id").asString(), 1);
        assertThat(version.path("hidden_accuracy").asDouble()).isEqualTo(26 / 40.0);
        assertThat(version.path("model_name").asString()).isEqualTo(problem.name());
        JsonNode lineage = version.path("lineage");
        assertThat(lineage.path("mounts").get(0).path("mount_name").asString()).isEqualTo("tiny");
        assertThat(lineage.path("arguments").get(0).asString()).isEqualTo("python3");
        assertThat(member.get("/api/v1/projects/" + project + "/model-versions?data_version_id="
                                + problem.hiddenVersionId())
                        .expect(200)
                        .json()
                        .path("items")
                        .get(0)
                        .path("id"))
                .isEqualTo(version.path("id"));
        assertThat(member.get("/api/v1/runs/" + version.path("run_id").asString())
                        .expect(200)
                        .body())
                .contains("dure.hidden_accuracy");
        JsonNode again = member.post(
                        "/api/v1/models/" + version.path("model_id").asString() + "/versions/1/train-again",
                        "{\"dataset_version\":1}")
                .expect(201)
                .json();
        assertThat(again.path("program"))
                .isEqualTo(member.get("/api/v1/sessions/" + session)
                        .expect(200)
                        .json()
                        .path("program"));
        member.post("/api/v1/sessions/" + again.path("id").asString() + "/stop", "{\"reason\":\"seen\"}")
                .expect(200);
    }

    @Test
    void when_a_day_has_seen_enough_evaluations_of_a_problem_the_next_one_waits_and_says_so() throws Exception {
        for (int started = 0; started < ServerTest.EVALUATIONS_PER_DAY; started++) {
            contest.judged(problem, 0, 10);
        }
        startedAt("now() - interval '23 hours'");
        JsonNode waiting = upload(TinyOnnx.byPixel(1));
        String path = "/api/v1/models/" + waiting.path("model_id").asString() + "/versions/"
                + waiting.path("number").asInt();
        JsonNode told = awaitReason(path);
        assertThat(told.path("state").asString()).isEqualTo("WAITING");
        assertThat(told.path("reason").path("parts").get(0).path("code").asString())
                .isEqualTo("EVALUATION_LIMIT");
        assertThat(told.path("reason").path("text").asString())
                .contains(ServerTest.EVALUATIONS_PER_DAY + " evaluations")
                .contains("24 hours");
        startedAt("now() - interval '25 hours'");
        JsonNode later = judged(
                waiting.path("model_id").asString(), waiting.path("number").asInt());
        assertThat(later.path("state").asString()).isEqualTo("EVALUATED");
        assertThat(later.path("reason").isNull()).isTrue();
    }

    /// Of all evaluations of the problem that are done.
    private void startedAt(String time) {
        jdbc.sql("update models.evaluation set started_at = " + time + " where problem_id = :id and state = 'DONE'")
                .param("id", problem.id())
                .update();
    }

    private JsonNode awaitReason(String path) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode version = member.get(path).expect(200).json();
            if (!version.path("reason").isNull()) {
                return version;
            }
            assertThat(Instant.now()).as(version.toString()).isBefore(deadline);
            Thread.sleep(100);
        }
    }

    @Test
    void a_run_whose_package_is_wrong_is_told_so() throws Exception {
        String session = submit("""
                import pathlib
                pathlib.Path("/output/model.onnx").write_text("a model without a signature")
                """);
        Instant deadline = Instant.now().plus(PATIENCE);
        String runs;
        do {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(200);
            runs = member.get("/api/v1/projects/" + project + "/runs")
                    .expect(200)
                    .body();
        } while (!runs.contains("dure.model_refused"));
        assertThat(runs).contains("signature.json").contains(session);
    }

    private String submit(String python) {
        String program = Programs.upload(member, project, python);
        return member.post(
                        "/api/v1/projects/" + project + "/sessions",
                        Json.MAPPER.writeValueAsString(Map.of(
                                "name", "train",
                                "program",
                                        Map.of("program_id", program, "command", new String[] {"python3", "main.py"}),
                                "mounts",
                                        new Object[] {
                                            Map.of(
                                                    "kind", "dataset",
                                                    "name", "tiny",
                                                    "parameters", Map.of("dataset", "tiny", "version", "1"))
                                        },
                                "needs", Map.of("cpus", 0.25, "memory_bytes", 134217728),
                                "context", Map.of("problem", problem.id().toString()))))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    private JsonNode leaderboard() throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode items = member.get("/api/v1/problems/" + problem.id() + "/leaderboard")
                    .expect(200)
                    .json()
                    .path("items");
            if (!items.isEmpty()) {
                return items.get(0);
            }
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(200);
        }
    }
}
