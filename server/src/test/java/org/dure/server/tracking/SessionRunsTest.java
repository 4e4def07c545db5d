package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionPreparer;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.token.TokenService;
import org.dure.server.tracking.artifact.Artifact;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.run.RunService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class SessionRunsTest {

    private static final String SLEEP = "import time\ntime.sleep(600)\n";

    /// Logs both ways, leaves a file, and never ends its run.
    private static final String TRAINS = """
            import json, os, pathlib, urllib.request
            print('dure: {"step": 3, "loss": 0.25}', flush=True)
            metric = {'run_id': os.environ['MLFLOW_RUN_ID'], 'key': 'accuracy', 'value': 0.75, 'timestamp': 1}
            urllib.request.urlopen(urllib.request.Request(
                os.environ['MLFLOW_TRACKING_URI'] + '/api/2.0/mlflow/runs/log-metric',
                data=json.dumps(metric).encode(), headers={'Content-Type': 'application/json'}))
            folder = pathlib.Path(os.environ['DURE_OUTPUT']) / 'model'
            folder.mkdir()
            (folder / 'signature.json').write_text('{}')
            """;

    @Autowired
    Api api;

    @Autowired
    SessionService sessions;

    @Autowired
    List<SessionPreparer> preparers;

    @Autowired
    RunService runs;

    @Autowired
    ArtifactService artifacts;

    @Autowired
    TokenService tokens;

    private String project;
    private Api.Caller member;
    private Session session;
    private Map<String, String> environment;
    private Api.Caller program;

    @BeforeEach
    void a_session_whose_attempt_starts() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        String id = Programs.run(member, project, SLEEP);
        session = sessions.find(UUID.fromString(id)).orElseThrow();
        environment = prepared();
        program = api.as(tokens.issueForSession(UUID.fromString(project), session.id(), UUID.randomUUID()));
    }

    @AfterEach
    void stop() {
        member.post("/api/v1/sessions/" + session.id() + "/stop", "{\"reason\":\"the test is over\"}");
    }

    private Map<String, String> prepared() {
        Map<String, String> all = new HashMap<>();
        preparers.forEach(preparer -> all.putAll(preparer.environment(session)));
        return all;
    }

    private String runId() {
        return environment.get("MLFLOW_RUN_ID");
    }

    private JsonNode ownRun() {
        return member.get("/api/v1/runs/" + runId()).expect(200).json();
    }

    @Test
    void a_session_has_one_run_however_often_its_attempts_start() {
        assertThat(prepared()).isEqualTo(environment);
        assertThat(ownRun().path("session_id").asString())
                .isEqualTo(session.id().toString());
        assertThat(ownRun().path("tags").path("dure.session").asString())
                .isEqualTo(session.id().toString());
        assertThat(ownRun().path("status").asString()).isEqualTo("RUNNING");
    }

    @Test
    void the_runs_of_a_project_can_be_asked_for_by_session() {
        Wire.of(member, "elsewhere").newRun("");
        JsonNode found = member.get("/api/v1/projects/" + project + "/runs?session=" + session.id())
                .expect(200)
                .json()
                .path("items");
        assertThat(found.findValuesAsString("id")).containsExactly(runId());
        assertThat(member.get("/api/v1/projects/" + project + "/runs?session=" + UUID.randomUUID())
                        .expect(200)
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(member.get("/api/v1/projects/" + project + "/runs?session=seven")
                        .expect(400)
                        .body())
                .contains("session");
        String other = api.newProject();
        assertThat(api.member(other, "MEMBER")
                        .get("/api/v1/projects/" + other + "/runs?session=" + session.id())
                        .expect(200)
                        .json()
                        .path("items"))
                .as("the run is none of another project")
                .isEmpty();
    }

    @Test
    void its_program_writes_its_own_run_and_no_other() {
        program.post(
                        Wire.ROOT + "/runs/log-metric",
                        "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":0.5,\"timestamp\":1}".formatted(runId()))
                .expect(200);
        String foreign = Wire.of(member, "elsewhere").newRun("");
        Wire.refused(
                program.post(
                        Wire.ROOT + "/runs/log-metric",
                        "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":0.5,\"timestamp\":1}".formatted(foreign)),
                403,
                "PERMISSION_DENIED",
                "its own run");
        for (String call : new String[] {"runs/delete", "runs/restore"}) {
            Wire.refused(
                    program.post(Wire.ROOT + "/" + call, "{\"run_id\":\"%s\"}".formatted(runId())),
                    403,
                    "PERMISSION_DENIED",
                    "deletes");
        }
        Wire.refused(
                program.post(Wire.ROOT + "/experiments/create", "{\"name\":\"mine\"}"),
                403,
                "PERMISSION_DENIED",
                "experiments");
        Wire.refused(
                program.post(
                        Wire.ROOT + "/runs/set-tag",
                        "{\"run_id\":\"%s\",\"key\":\"dure.score\",\"value\":\"1\"}".formatted(runId())),
                400,
                "INVALID_PARAMETER_VALUE",
                "platform's own");
    }

    @Test
    void its_program_reads_what_answers_are_judged_by_and_changes_none_of_it() {
        String root = "/api/3.0/mlflow";
        String experiment = Wire.newExperiment(member, "judged");
        String dataset = member.post(
                        root + "/datasets/create",
                        "{\"name\":\"cases\",\"experiment_ids\":[\"%s\"]}".formatted(experiment))
                .expect(200)
                .json()
                .path("dataset")
                .path("dataset_id")
                .asString();
        String scorer = "{\"experiment_id\":\"%s\",\"name\":\"s\",\"serialized_scorer\":\"{}\"}".formatted(experiment);
        String issue = "{\"experiment_id\":\"%s\",\"name\":\"i\",\"description\":\"d\"}".formatted(experiment);
        member.post(root + "/scorers/register", scorer).expect(200);
        member.post(root + "/issues", issue).expect(200);
        program.get(root + "/datasets/" + dataset + "/records").expect(200);
        program.get(root + "/scorers/get?name=s&experiment_id=" + experiment).expect(200);
        program.post(root + "/issues/search", "{}").expect(200);
        for (Api.Answer answer : List.of(
                program.post(root + "/datasets/create", "{\"name\":\"mine\"}"),
                program.post(root + "/datasets/" + dataset + "/records", "{\"records\":\"[]\"}"),
                program.delete(root + "/datasets/" + dataset),
                program.post(root + "/scorers/register", scorer),
                program.post(root + "/issues", issue))) {
            Wire.refused(answer, 403, "PERMISSION_DENIED", "A session reads");
        }
    }

    @Test
    void its_program_finds_its_own_experiment_under_any_name_and_nests_its_further_runs() {
        String experiment = environment.get("MLFLOW_EXPERIMENT_ID");
        assertThat(program.get(Wire.ROOT + "/experiments/get-by-name?experiment_name=whatever")
                        .expect(200)
                        .json()
                        .path("experiment")
                        .path("experiment_id")
                        .asString())
                .isEqualTo(experiment);
        String nested = new Wire(program, experiment).newRun("");
        JsonNode run = member.get("/api/v1/runs/" + nested).expect(200).json();
        assertThat(run.path("nested").booleanValue()).isTrue();
        assertThat(run.path("tags").path("mlflow.parentRunId").asString()).isEqualTo(runId());
        String foreign = Wire.of(member, "elsewhere").experiment();
        Wire.refused(
                program.post(Wire.ROOT + "/runs/create", "{\"experiment_id\":\"%s\"}".formatted(foreign)),
                403,
                "PERMISSION_DENIED",
                "own experiment");
    }

    @Test
    void its_run_ends_with_it_even_if_the_program_never_ended_it() throws InterruptedException {
        String nested = new Wire(program, environment.get("MLFLOW_EXPERIMENT_ID")).newRun("");
        member.post("/api/v1/sessions/" + session.id() + "/stop", "{\"reason\":\"no longer needed\"}")
                .expect(200);
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!ownRun().path("status").asString().equals("KILLED")) {
            assertThat(Instant.now()).as(ownRun().toString()).isBefore(deadline);
            Thread.sleep(100);
        }
        assertThat(ownRun().path("ended_at").isNull()).isFalse();
        assertThat(member.get("/api/v1/runs/" + nested)
                        .expect(200)
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("KILLED");
    }

    @Test
    void what_a_program_logs_and_leaves_stands_on_its_run() {
        Programs.requireSandbox();
        String id = Programs.run(member, project, TRAINS);
        Programs.await(member, id, Session.State.SUCCEEDED);
        Run run = runs.findBySession(UUID.fromString(id)).orElseThrow();
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!run.status().equals("FINISHED")) {
            assertThat(Instant.now()).as(run.toString()).isBefore(deadline);
            run = runs.findBySession(UUID.fromString(id)).orElseThrow();
        }
        assertThat(run.metrics().get("accuracy").value()).isEqualTo(0.75);
        assertThat(run.metrics().get("loss"))
                .extracting(Metric::value, Metric::step)
                .containsExactly(0.25, 3L);
        assertThat(artifacts.all(run.id())).extracting(Artifact::path).containsExactly("model/signature.json");
        assertThat(member.get("/api/v1/runs/" + run.id() + "/artifacts/content?path=model/signature.json")
                        .expect(200)
                        .body())
                .isEqualTo("{}");
    }

    @Test
    void a_session_for_a_problem_of_another_project_is_refused() {
        JsonNode errors = member.post(
                        "/api/v1/projects/" + project + "/sessions",
                        "{\"name\":\"learn\",\"program\":{\"recipe\":\"image-classifier\",\"arguments\":[]},"
                                + "\"context\":{\"problem\":\"" + UUID.randomUUID() + "\"}}")
                .expect(400)
                .json()
                .path("errors");
        assertThat(errors.get(0).path("field").asString()).isEqualTo("context.problem");
    }
}
