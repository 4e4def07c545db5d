package org.dure.server.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.models.Packages;
import org.dure.server.models.TinyOnnx;
import org.dure.server.models.evaluation.Contest;
import org.dure.server.problems.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// Sweeps whose trials the platform judges by what they leave, not by what they say of themselves.
@ServerTest
@Import(Api.class)
class HiddenObjectiveTest {

    @Autowired
    Api api;

    @Autowired
    AutowireCapableBeanFactory beans;

    String project;
    Api.Caller member;
    Problem problem;

    @BeforeEach
    void problem() throws Exception {
        Contest.requireEvaluator();
        project = api.newProject();
        member = api.member(project, "MEMBER");
        problem = Contest.of(beans).problem(member, project);
    }

    @Test
    void each_trial_is_worth_what_its_model_gets_right_on_the_hidden_part() throws Exception {
        StringBuilder models = new StringBuilder();
        for (int pixel = 0; pixel < 3; pixel++) {
            models.append('"')
                    .append(Base64.getEncoder().encodeToString(TinyOnnx.byPixel(pixel)))
                    .append("\", ");
        }
        String sweep = make("""
                import base64, os, pathlib
                models = [%s]
                pixel = int(os.environ["DURE_PARAM_PIXEL"])
                if pixel < len(models):
                    folder = pathlib.Path("/output/model")
                    folder.mkdir()
                    folder.joinpath("model.onnx").write_bytes(base64.b64decode(models[pixel]))
                    folder.joinpath("signature.json").write_text('''%s''')
                print('dure: {"accuracy": %%s}' %% (2 - pixel))
                """.formatted(models, Packages.SIGNATURE));
        JsonNode done = Sweeps.await(member, sweep, "DONE");
        assertThat(done.path("objective").path("source").asString()).isEqualTo("HIDDEN");
        assertThat(done.path("objective").path("direction").asString()).isEqualTo("MAXIMIZE");
        assertThat(done.path("progress").path("best").asDouble()).isEqualTo(1);
        List<JsonNode> trials = Sweeps.trials(member, sweep);
        assertThat(trials.get(0).path("value").asDouble()).isEqualTo(24 / 40.0);
        assertThat(trials.get(1).path("value").asDouble()).isEqualTo(1);
        assertThat(trials.get(2).path("value").asDouble()).isEqualTo(26 / 40.0);
        assertThat(trials.get(3).path("state").asString()).isEqualTo("FAILED");
        assertThat(trials.get(3).path("reason").path("text").asString()).contains("model");
    }

    @Test
    void what_the_hidden_part_cannot_follow_is_named() {
        assertThat(refused("{\"direction\": \"MINIMIZE\"}")).contains("objective.direction", "MAXIMIZE");
        assertThat(refused("{\"take\": \"BEST\"}")).contains("objective.take", "name a metric");
    }

    private String refused(String objective) {
        return member.post(
                        "/api/v1/projects/" + project + "/sweeps",
                        body(Programs.upload(member, project, ""), ", \"objective\": " + objective))
                .expect(400)
                .body();
    }

    private String make(String python) {
        return member.post(
                        "/api/v1/projects/" + project + "/sweeps", body(Programs.upload(member, project, python), ""))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    private String body(String program, String more) {
        return """
                {"name": "search", "algorithm": "GRID", "parallel": 2, "problem_id": "%s",
                 "parameters": [{"name": "pixel", "type": "INT", "low": 0, "high": 3}],
                 "session": {"program": {"program_id": "%s", "command": ["python3", "main.py"]},
                             "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 120}%s}
                """.formatted(problem.id(), program, more);
    }
}
