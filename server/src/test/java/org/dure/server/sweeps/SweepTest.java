package org.dure.server.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Sweeps over real sessions.
@ServerTest
@Import(Api.class)
class SweepTest {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    String project;
    Api.Caller member;

    @BeforeEach
    void project() {
        Programs.requireSandbox();
        project = api.newProject();
        member = api.member(project, "MEMBER");
    }

    private String make(String python, String body) {
        return member.post("/api/v1/projects/" + project + "/sweeps", """
                        {"name": "search", "session": {"program": {"program_id": "%s", "command": ["python3", "main.py"]},
                         "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 120}, %s}
                        """.formatted(
                                Programs.upload(member, project, python), body))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    @Test
    void a_sweep_tries_every_point_by_a_session_of_its_own_and_finds_the_best() {
        String sweep = make("""
                import json, os, sys
                given = dict(word[2:].split("=") for word in sys.argv[1:])
                all = json.loads(os.environ["DURE_PARAMS"])
                assert float(given["x"]) == all["x"] == float(os.environ["DURE_PARAM_X"])
                assert ("momentum" in given) == (given["optimizer"] == "sgd") == ("momentum" in all), given
                print('dure: ' + json.dumps({"step": 1, "loss": (all["x"] - 1) ** 2}))
                """, """
                "algorithm": "GRID", "parallel": 3, "objective": {"metric": "loss", "direction": "MINIMIZE"},
                "parameters": [{"name": "optimizer", "type": "CHOICE", "values": ["adam", "sgd"]},
                               {"name": "x", "type": "UNIFORM", "low": 0, "high": 1, "steps": 2},
                               {"name": "momentum", "type": "UNIFORM", "low": 0.5, "high": 0.9, "steps": 1,
                                "when": {"optimizer": ["sgd"]}}]
                """);
        JsonNode done = Sweeps.await(member, sweep, "DONE");
        assertThat(done.path("reason").path("text").asString()).isEqualTo("every point of the grid was tried");
        assertThat(done.path("progress").path("done").asInt()).isEqualTo(4);
        assertThat(done.path("progress").path("best").asDouble()).isZero();
        assertThat(done.path("progress").path("slot_hours").asDouble()).isPositive();
        List<JsonNode> trials = Sweeps.trials(member, sweep);
        Set<String> sessions = new HashSet<>();
        for (JsonNode trial : trials) {
            double x = trial.path("parameters").path("x").asDouble();
            assertThat(trial.path("value").asDouble()).isEqualTo((x - 1) * (x - 1));
            sessions.add(trial.path("session_id").asString());
        }
        assertThat(sessions).hasSize(4);
        JsonNode run = member.get("/api/v1/runs/" + trials.get(0).path("run_id").asString())
                .expect(200)
                .json();
        assertThat(run.path("params").path("x").asString()).isEqualTo("0.0");
        assertThat(run.path("tags").path("dure.sweep").asString()).isEqualTo("search");
        assertThat(run.path("name").asString()).isEqualTo("search-0");
    }

    @Test
    void a_trial_that_falls_behind_is_stopped_early() {
        String sweep = make("""
                import os, time
                bad = os.environ["DURE_PARAM_BAD"] == "True"
                for step in range(1, 400 if bad else 4):
                    print('dure: {"step": %d, "accuracy": %s}' % (step, 0.1 if bad else 0.9), flush=True)
                    time.sleep(0.2 if bad else 0.05)
                """, """
                "algorithm": "GRID", "parallel": 1,
                "objective": {"metric": "accuracy", "direction": "MAXIMIZE", "take": "BEST"},
                "early_stop": {"first": 1, "factor": 2},
                "parameters": [{"name": "bad", "type": "BOOLEAN"}]
                """);
        JsonNode done = Sweeps.await(member, sweep, "DONE");
        assertThat(done.path("progress").path("stopped_early").asInt()).isEqualTo(1);
        assertThat(done.path("progress").path("best").asDouble()).isEqualTo(0.9);
        JsonNode bad = Sweeps.trials(member, sweep).get(1);
        assertThat(bad.path("state").asString()).isEqualTo("STOPPED_EARLY");
        assertThat(bad.path("reason").path("text").asString())
                .isEqualTo("at step 1 its accuracy of 0.1 was not among the best 1/2");
        JsonNode session = Programs.await(member, bad.path("session_id").asString(), Session.State.STOPPED);
        assertThat(session.path("reason").path("text").asString()).contains("sweep search: at step 1");
    }

    @Test
    void a_stopped_sweep_goes_on_where_it_was_and_one_whose_trials_fail_pauses_itself() {
        String sweep = make("""
                import os, sys, time
                time.sleep(600 if os.environ["DURE_PARAM_X"] == "0" else 0)
                sys.exit(3)
                """, """
                "algorithm": "GRID", "parallel": 2, "objective": {"metric": "loss"},
                "parameters": [{"name": "x", "type": "INT", "low": 0, "high": 30}]
                """);
        JsonNode paused = Sweeps.await(member, sweep, "PAUSED");
        assertThat(paused.path("reason").path("text").asString()).isEqualTo("paused: the last 5 trials failed");
        assertThat(paused.path("progress").path("failed").asInt()).isEqualTo(5);
        JsonNode failed = Sweeps.trials(member, sweep).get(1);
        assertThat(failed.path("reason").path("text").asString()).contains("exit code 3");
        JsonNode stopped = member.post("/api/v1/sweeps/" + sweep + "/stop", "{}")
                .expect(200)
                .json();
        assertThat(stopped.path("state").asString()).isEqualTo("STOPPED");
        assertThat(stopped.path("progress").path("open").asInt()).isZero();
        String former = Sweeps.trials(member, sweep).get(0).path("session_id").asString();
        Programs.await(member, former, Session.State.STOPPED);
        member.post("/api/v1/sweeps/" + sweep + "/archive", "{}").expect(200);
        assertThat(member.get("/api/v1/projects/" + project + "/sweeps")
                        .expect(200)
                        .json()
                        .path("items"))
                .isEmpty();
        JsonNode resumed = member.post("/api/v1/sweeps/" + sweep + "/resume", "{\"parallel\": 1, \"trials\": 6}")
                .expect(200)
                .json();
        assertThat(resumed.path("archived").asBoolean()).isFalse();
        Sweeps.await(
                member,
                sweep,
                now -> Sweeps.trials(member, sweep)
                        .get(0)
                        .path("state")
                        .asString()
                        .equals("RUNNING"));
        JsonNode again = Sweeps.trials(member, sweep).get(0);
        assertThat(again.path("session_id").asString()).isNotEqualTo(former);
        assertThat(again.path("submissions").asInt()).isEqualTo(2);
        assertThat(StreamSupport.stream(Sweeps.trials(member, sweep).spliterator(), false)
                        .count())
                .isEqualTo(6);
        member.post("/api/v1/sweeps/" + sweep + "/stop", "{}").expect(200);
    }

    @Test
    void the_sessions_of_the_trials_get_all_that_the_sweep_names() {
        api.member(project, "MANAGER")
                .put("/api/v1/projects/" + project + "/secrets/hub-token", "{\"value\": \"seven77\"}")
                .expect(204);
        JsonNode made = member.post(
                        "/api/v1/projects/" + project + "/sweeps", """
                        {"name": "whole", "algorithm": "GRID", "objective": {"metric": "length"},
                         "parameters": [{"name": "x", "type": "INT", "low": 0, "high": 1}],
                         "session": {"program": {"program_id": "%s", "command": ["python3", "main.py"]},
                                     "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 120,
                                     "pool": "local", "retry": {"losses": 5}, "secrets": ["hub-token"]}}
                        """.formatted(Programs.upload(member, project, """
                        print('dure: {"step": 1, "length": %d}' % len(open("/run/secrets/hub-token").read()))
                        """)))
                .expect(201)
                .json();
        assertThat(made.path("session").path("secrets").get(0).asString()).isEqualTo("hub-token");
        assertThat(made.path("session").path("retry").path("losses").asInt()).isEqualTo(5);
        JsonNode done = Sweeps.await(member, made.path("id").asString(), "DONE");
        assertThat(done.path("progress").path("best").asDouble()).isEqualTo(7);
    }

    @Test
    void a_sweep_ends_when_its_slots_have_cost_what_they_may() {
        String program = Programs.upload(member, project, """
                import time
                time.sleep(600)
                """);
        String body = """
                {"name": "dear", "algorithm": "RANDOM", "objective": {"metric": "loss"}, "cost": 0.5, "parallel": 1,
                 "parameters": [{"name": "x", "type": "UNIFORM", "low": 0, "high": 1}],
                 "session": {"program": {"program_id": "%s", "command": ["python3", "main.py"]}, "wall_seconds": 700,
                             "needs": {"cpus": 0.25, "memory_bytes": 134217728}}}
                """.formatted(program);
        price(0);
        refused(body, "cost");
        price(3600);
        try {
            String sweep = member.post("/api/v1/projects/" + project + "/sweeps", body)
                    .expect(201)
                    .json()
                    .path("id")
                    .asString();
            JsonNode done = Sweeps.await(member, sweep, "DONE");
            assertThat(done.path("reason").path("text").asString()).isEqualTo("the budget of 0.5 of money is used up");
            assertThat(done.path("progress").path("cost").asDouble()).isGreaterThanOrEqualTo(0.5);
            Programs.await(
                    member,
                    Sweeps.trials(member, sweep).get(0).path("session_id").asString(),
                    Session.State.STOPPED);
        } finally {
            price(0);
        }
    }

    @Test
    void a_sweep_that_was_kept_before_sessions_ran_on_several_nodes_is_one_on_one_node() {
        String sweep = make("print('x')", """
                "algorithm": "RANDOM", "trials": 1, "objective": {"metric": "loss"},
                "parameters": [{"name": "x", "type": "UNIFORM", "low": 0, "high": 1}]
                """);
        jdbc.sql("update sweeps.sweep set job = cast(:job as jsonb) where id = cast(:id as uuid)")
                .param("job", """
                        {"recipe": null, "program_id": "0198c0de-0000-7000-8000-000000000000", "arguments": ["true"], "mounts": [],
                         "environment": {}, "needs": {"cpus": 0.25, "memory_bytes": 134217728, "gpus": 0}}
                        """)
                .param("id", sweep)
                .update();
        assertThat(member.get("/api/v1/sweeps/" + sweep)
                        .expect(200)
                        .json()
                        .path("session")
                        .path("needs")
                        .path("nodes")
                        .asInt())
                .isEqualTo(1);
        member.post("/api/v1/sweeps/" + sweep + "/stop", "{\"reason\": \"seen\"}");
    }

    @Test
    void a_sweep_without_a_session_is_asked_and_told() {
        JsonNode made = member.post("/api/v1/projects/" + project + "/sweeps", """
                        {"name": "outside", "algorithm": "RANDOM", "seed": 7, "trials": 3, "early_stop": {"factor": 2},
                         "parameters": [{"name": "x", "type": "LOG_UNIFORM", "low": 0.001, "high": 1}]}
                        """)
                .expect(201)
                .json();
        String path = "/api/v1/sweeps/" + made.path("id").asString();
        for (int number = 0; number < 3; number++) {
            JsonNode trial = member.post(path + "/trials", "{}").expect(201).json();
            assertThat(trial.path("number").asInt()).isEqualTo(number);
            assertThat(trial.path("parameters").path("x").asDouble()).isBetween(0.001, 1.0);
        }
        assertThat(member.post(path + "/trials", "{}").expect(409).detail()).contains("All 3 trials");
        member.post(path + "/trials/0/tell", "{\"value\": 0.5}").expect(200);
        member.post(path + "/trials/0/tell", "{\"value\": 0.1}").expect(200);
        member.post(path + "/trials/1/report", "{\"step\": 1, \"value\": 0.5}").expect(200);
        assertThat(member.post(path + "/trials/2/report", "{\"step\": 1, \"value\": 0.6}")
                        .expect(200)
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("STOPPED_EARLY");
        member.post(path + "/trials/1/tell", "{\"value\": null}").expect(200);
        JsonNode done = Sweeps.await(member, made.path("id").asString(), "DONE");
        assertThat(done.path("progress").path("best").asDouble()).isEqualTo(0.5);
        assertThat(done.path("progress").path("failed").asInt()).isEqualTo(1);
    }

    @Test
    void what_is_wrong_is_named_and_nothing_is_kept() {
        String space = "\"parameters\": [{\"name\": \"x\", \"type\": \"UNIFORM\", \"low\": 1, \"high\": 0}]";
        refused("{\"name\": \"a\", " + space + "}", "parameters[0].high");
        String good = "\"parameters\": [{\"name\": \"x\", \"type\": \"BOOLEAN\"}]";
        refused("{\"name\": \"a\"}", "parameters");
        refused("{\"name\": \"a b\", " + good + "}", "name");
        refused(
                "{\"name\": \"a\", " + good + ", \"session\": {\"program\": {\"recipe\": \"image-classifier\"}}}",
                "objective.metric");
        refused(
                "{\"name\": \"a\", " + good + ", \"objective\": {\"metric\": \"loss\"},"
                        + " \"session\": {\"program\": {\"recipe\": \"none\"}}}",
                "session.program.recipe");
        String program = ", \"objective\": {\"metric\": \"loss\"}, \"session\": {\"program\": {\"recipe\": ";
        refused("{\"name\": \"a\", " + good + program + "\"image-classifier\"}, \"pool\": \"none\"}}", "session.pool");
        refused(
                "{\"name\": \"a\", " + good + program + "\"image-classifier\"}, \"secrets\": [\"none\"]}}",
                "session.secrets[0]");
        refused(
                "{\"name\": \"a\", " + good + program + "\"image-classifier\", \"image\": \"python:3\"}}}",
                "session.program.image");
        refused("{\"name\": \"a\", " + good + ", \"trials\": 0}", "trials");
        refused("{\"name\": \"a\", " + good + ", \"objective\": {\"take\": \"BEST\"}}", "objective.take");
        assertThat(member.get("/api/v1/projects/" + project + "/sweeps")
                        .expect(200)
                        .json()
                        .path("items"))
                .isEmpty();
    }

    private void price(int perHour) {
        api.admin()
                .put("/api/v1/prices", "{\"kind\": \"CPU\", \"per_hour\": %d}".formatted(perHour))
                .expect(200);
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
