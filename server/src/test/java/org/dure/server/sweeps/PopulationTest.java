package org.dure.server.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// Population based training over real sessions.
@ServerTest
@Import(Api.class)
class PopulationTest {

    /// Gains `gain` a step, and has all its past in what it saves: who has written it, and how far it was.
    private static final String TRAINING = """
            import json, os, pathlib, sys, time
            folder = pathlib.Path(os.environ["DURE_CHECKPOINT"])
            gain = json.loads(os.environ["DURE_PARAMS"])["gain"]
            state = {"step": 0, "score": 0.0, "gains": []}
            if (folder / "state.json").exists():
                state = json.loads((folder / "state.json").read_text())
            if gain not in state["gains"]:
                state["gains"].append(gain)
            print("past", state["gains"], "from step", state["step"], flush=True)
            while state["step"] < 12:
                state["step"] += 1
                state["score"] += gain
                print("dure: " + json.dumps({"step": state["step"], "score": state["score"]}), flush=True)
                for _ in range(100 if state["step"] % 4 == 0 and state["step"] < 12 else 1):
                    time.sleep(0.05)
                    if (folder / ".save").exists():
                        (folder / "state.new").write_text(json.dumps(state))
                        os.replace(folder / "state.new", folder / "state.json")
                        (folder / ".save").unlink()
                        (folder / ".ready").touch()
            """;

    @Autowired
    Api api;

    String project;
    Api.Caller member;

    @BeforeEach
    void project() {
        Programs.requireSandbox();
        project = api.newProject();
        member = api.member(project, "MEMBER");
    }

    private String body(String program, String more) {
        return """
                {"name": "grown", "algorithm": "PBT", "seed": 5, "objective": {"metric": "score", "direction": "MAXIMIZE"},
                 "parameters": [{"name": "gain", "type": "UNIFORM", "low": 0, "high": 1}],
                 "session": {"program": {"program_id": "%s", "command": ["python3", "main.py"]},
                  "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 120}, %s}
                """.formatted(program, more);
    }

    private String make(String program, String more) {
        return member.post("/api/v1/projects/" + project + "/sweeps", body(program, more))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    @Test
    void the_worst_member_goes_on_from_the_checkpoint_of_the_best() {
        String sweep = make(
                Programs.upload(member, project, TRAINING),
                "\"population\": {\"size\": 2, \"every\": 4, \"share\": 0.5, \"resample\": 0}, \"trials\": 3,"
                        + " \"parallel\": 2");
        JsonNode done = Sweeps.await(member, sweep, "DONE");
        assertThat(done.path("reason").path("text").asString()).isEqualTo("all 3 trials are done");
        List<JsonNode> trials = Sweeps.trials(member, sweep);
        assertThat(trials).hasSize(3);
        double first = gain(trials.get(0));
        double second = gain(trials.get(1));
        JsonNode best = trials.get(first > second ? 0 : 1);
        JsonNode worst = trials.get(first > second ? 1 : 0);
        JsonNode copy = trials.get(2);

        assertThat(worst.path("state").asString()).isEqualTo("STOPPED_EARLY");
        assertThat(worst.path("value").asDouble())
                .isEqualTo(4 * gain(worst), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(worst.path("reason").path("text").asString())
                .startsWith("at step 4 its score of ")
                .endsWith("was among the worst; trial 2 goes on from trial "
                        + best.path("number").asInt() + " instead");
        assertThat(copy.path("lineage").path("copied_from").asInt())
                .isEqualTo(best.path("number").asInt());
        assertThat(copy.path("lineage").path("member").asInt())
                .isEqualTo(worst.path("lineage").path("member").asInt());
        assertThat(gain(copy)).isIn(gain(best) * 0.8, Math.min(1, gain(best) * 1.2));
        // What it gained before it was copied is the best one's; what came after is its own.
        assertThat(copy.path("value").asDouble())
                .isEqualTo(4 * gain(best) + 8 * gain(copy), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(best.path("value").asDouble()).isEqualTo(12 * gain(best), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(best.path("submissions").asInt()).isEqualTo(1);
        assertThat(Programs.log(member, copy.path("session_id").asString())).contains("from step 4");
        JsonNode run = member.get("/api/v1/runs/" + copy.path("run_id").asString())
                .expect(200)
                .json();
        assertThat(run.path("tags").path("dure.copied_from_trial").asString())
                .isEqualTo(best.path("number").asString());
        Programs.await(member, worst.path("session_id").asString(), Session.State.STOPPED);
    }

    @Test
    @Tag("long")
    void a_population_larger_than_its_slots_takes_turns_and_goes_on_after_a_stop_where_it_was() {
        String sweep = make(
                Programs.upload(member, project, TRAINING),
                "\"population\": {\"size\": 2, \"every\": 4, \"share\": 0.5, \"resample\": 0}, \"trials\": 3,"
                        + " \"parallel\": 1");
        Sweeps.await(
                member,
                sweep,
                now -> Sweeps.trials(member, sweep).stream()
                        .map(trial -> trial.path("state").asString())
                        .toList()
                        .equals(List.of("PAUSED", "RUNNING")));
        Programs.awaitLog(
                member,
                Sweeps.trials(member, sweep).getFirst().path("session_id").asString(),
                "stored checkpoint 1");
        member.post("/api/v1/sweeps/" + sweep + "/stop", "{}").expect(200);
        String first =
                Sweeps.trials(member, sweep).getFirst().path("session_id").asString();
        Programs.await(member, first, Session.State.STOPPED);
        member.post("/api/v1/sweeps/" + sweep + "/resume", "{}").expect(200);
        JsonNode done = Sweeps.await(member, sweep, "DONE");

        List<JsonNode> trials = Sweeps.trials(member, sweep);
        assertThat(done.path("progress").path("done").asInt()).isEqualTo(2);
        assertThat(trials).hasSize(3);
        assertThat(trials.getFirst().path("submissions").asInt()).isEqualTo(2);
        assertThat(trials.getFirst().path("session_id").asString()).isNotEqualTo(first);
        assertThat(Programs.log(member, trials.getFirst().path("session_id").asString()))
                .contains("from step 4");
        assertThat(trials.get(2).path("lineage").path("born_in").asInt()).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void a_population_of_programs_without_checkpoints_pauses_and_says_why() {
        String sweep = make(
                Programs.upload(member, project, """
                        import time
                        print('dure: {"step": 1, "score": 1}', flush=True)
                        time.sleep(600)
                        """), "\"population\": {\"size\": 2, \"every\": 1}, \"parallel\": 2");
        try {
            JsonNode paused = Sweeps.await(member, sweep, "PAUSED");
            assertThat(paused.path("reason").path("text").asString())
                    .contains("has stored no checkpoint at step 1, and a population is copied by checkpoints");
        } finally {
            member.post("/api/v1/sweeps/" + sweep + "/stop", "{}").expect(200);
        }
        Sweeps.trials(member, sweep)
                .forEach(
                        trial -> Programs.await(member, trial.path("session_id").asString(), Session.State.STOPPED));
    }

    @Test
    void what_is_wrong_with_a_population_is_named() {
        String program = Programs.upload(member, project, "pass");
        refused(body(program, "\"trials\": 20"), "population.every");
        refused(body(program, "\"population\": {\"every\": 0}"), "population.every");
        refused(body(program, "\"population\": {\"every\": 1, \"size\": 1}"), "population.size");
        refused(body(program, "\"population\": {\"every\": 1, \"share\": 0.6}"), "population.share");
        refused(body(program, "\"population\": {\"every\": 1, \"resample\": -1}"), "population.resample");
        refused(body(program, "\"population\": {\"every\": 1}, \"early_stop\": {}"), "early_stop");
        refused(body(program, "\"population\": {\"every\": 1, \"size\": 30}"), "trials");
        refused(body(program, "\"population\": {\"every\": 1}").replace("\"PBT\"", "\"TPE\""), "population");
        refused(
                body(program, "\"population\": {\"every\": 1}")
                        .replace("\"program_id\": \"" + program + "\"", "\"recipe\": \"image-classifier\"")
                        .replace("\"command\": [\"python3\", \"main.py\"]", "\"arguments\": []"),
                "session.program.recipe");
        refused(
                "{\"name\": \"a\", \"algorithm\": \"PBT\", \"parameters\": [{\"name\": \"x\", \"type\": \"BOOLEAN\"}],"
                        + " \"population\": {\"every\": 1}}",
                "session");
    }

    private static double gain(JsonNode trial) {
        return trial.path("parameters").path("gain").asDouble();
    }

    private void refused(String body, String field) {
        assertThat(member.post("/api/v1/projects/" + project + "/sweeps", body)
                        .expect(400)
                        .json()
                        .path("errors")
                        .get(0)
                        .path("field")
                        .asString())
                .isEqualTo(field);
    }
}
