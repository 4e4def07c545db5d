package org.dure.server.compute.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.dure.server.Api;
import org.dure.server.DureServer;
import org.dure.server.ServerProcess;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.models.evaluation.Contest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A server of its own, whose pool is given other policies, and which is restarted while sessions run.
@Tag("long")
class SchedulerTest {

    /// Twelve steps; each tells its accuracy, which climbs or falls as `--gain` says. Saves at the first step and
    /// whenever it is asked.
    private static final String TRAINS = """
            import json, os, pathlib, sys, time, urllib.request
            gain = float(sys.argv[sys.argv.index("--gain") + 1])
            folder = pathlib.Path("/checkpoint")
            step = int((folder / "step").read_text()) if (folder / "step").exists() else 0
            while step < 12:
                step += 1
                time.sleep(0.3)
                metric = {"run_id": os.environ["MLFLOW_RUN_ID"], "key": "validation_accuracy",
                          "value": 0.5 + gain * step / (step + 1), "timestamp": int(time.time() * 1000), "step": step}
                for again in range(100):
                    try:
                        urllib.request.urlopen(urllib.request.Request(
                            os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/runs/log-metric",
                            data=json.dumps(metric).encode(), headers={"Content-Type": "application/json"}))
                        break
                    except OSError:
                        time.sleep(0.5)
                if step == 1 or (folder / ".save").exists():
                    (folder / "step").write_text(str(step))
                    (folder / ".save").unlink(missing_ok=True)
                    (folder / ".ready").touch()
            print("ended at", step, flush=True)
            """;

    private static Path data;
    private static int port;
    private static ConfigurableApplicationContext server;
    private static Api api;
    private static JdbcClient jdbc;

    private String red;
    private String blue;
    private final Map<String, String> problems = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        Programs.requireSandbox();
        port = ServerProcess.freePort();
        data = ServerTest.FreshFolder.make();
        run();
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
            ServerTest.FreshFolder.endAgents(data);
        }
    }

    private static void run() throws Exception {
        Map<String, Object> settings = new HashMap<>(ServerTest.FreshFolder.settings(data));
        settings.put("server.port", String.valueOf(port)); // the agents look for the server where it was
        settings.put("dure.cpu-slots", "2");
        settings.put("dure.compute.silence", "3m"); // a busy machine takes its time, and a lost attempt is another test
        server = new SpringApplicationBuilder(DureServer.class)
                .initializers(context ->
                        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings)))
                .run();
        api = server.getAutowireCapableBeanFactory().createBean(Api.class);
        jdbc = server.getBean(JdbcClient.class);
    }

    private Api.Caller project(String name) {
        Api.Caller member = api.member(name, "MEMBER");
        problems.put(
                name,
                Contest.of(server.getAutowireCapableBeanFactory())
                        .problem(member, name)
                        .id()
                        .toString());
        return member;
    }

    private static void policy(String policy, boolean open, int slice) {
        JsonNode pool = api.admin()
                .put(
                        "/api/v1/pools/local",
                        "{\"policy\": \"%s\", \"open\": %s, \"slice_seconds\": %d}".formatted(policy, open, slice))
                .expect(200)
                .json();
        assertThat(pool.path("policy").asString()).isEqualTo(policy);
    }

    /// One slot for each, so that two run at a time.
    private String submit(Api.Caller member, String project, String program, double gain) {
        String body = """
                {"name": "gain-%s", "program": {"program_id": "%s", "command": ["python3", "main.py", "--gain", "%s"]},
                 "needs": {"cpus": 0.5, "memory_bytes": 134217728}, "wall_seconds": 1800, "context": {"problem": "%s"}}
                """.formatted(gain, program, gain, problems.get(project));
        return member.post("/api/v1/projects/" + project + "/sessions", body)
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    /// Takes both slots, so that whoever is submitted then waits.
    private static void takeSlots(Api.Caller keeper, String project) throws InterruptedException {
        String program = Programs.upload(keeper, project, "import time\ntime.sleep(600)\n");
        Programs.submit(keeper, project, program, "python3", "main.py");
        Programs.submit(keeper, project, program, "python3", "main.py");
        await("both slots are taken", () -> count("select count(*) from compute.lease where until_time is null") == 2);
    }

    /// All at once, as far as the pool sees it.
    private static void leaveSlots(Api.Caller keeper, String project, String policy, int slice) {
        policy(policy, false, slice);
        for (JsonNode session : keeper.get("/api/v1/projects/" + project + "/sessions")
                .expect(200)
                .json()
                .path("items")) {
            String id = session.path("id").asString();
            if (!Session.State.valueOf(session.path("state").asString()).isEnd()) {
                keeper.post("/api/v1/sessions/" + id + "/stop", "{\"reason\": \"others may go\"}")
                        .expect(200);
                Programs.await(keeper, id, Session.State.STOPPED);
            }
        }
        policy(policy, true, slice);
    }

    private static void await(String what, BooleanSupplier come) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(400);
        while (!come.getAsBoolean()) {
            assertThat(Instant.now()).as(what + "\n" + told()).isBefore(deadline);
            Thread.sleep(200);
        }
    }

    private static String told() {
        return String.join("\n", jdbc.sql("""
                        select d.number || ' ' || d.occasion || ' ' || s.name || ' ' || (d.reason ->> 'text') || ' ' ||
                            coalesce(d.probability::text, '-') as line
                        from compute.decision d join compute.session s on s.id = d.session_id order by d.number
                        """).query(String.class).list());
    }

    private static List<String> placed() {
        return jdbc.sql("select session_id from compute.decision where occasion = 'PLACE' order by number")
                .query((row, number) -> row.getString("session_id"))
                .list();
    }

    private static int count(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }

    @Test
    void two_problems_share_two_slots_across_a_restart_and_every_decision_can_be_made_again() throws Exception {
        red = api.newProject();
        blue = api.newProject();
        Api.Caller inRed = project(red);
        Api.Caller inBlue = project(blue);
        String redProgram = Programs.upload(inRed, red, TRAINS);
        String blueProgram = Programs.upload(inBlue, blue, TRAINS);

        String third = api.newProject();
        Api.Caller keeper = api.member(third, "MEMBER");
        policy("BEST_MODEL", true, 3);
        takeSlots(keeper, third);
        int held = placed().size();
        List<String> reds = new ArrayList<>();
        List<String> blues = new ArrayList<>();
        for (double gain : new double[] {-.4, .4}) {
            reds.add(submit(inRed, red, redProgram, gain));
        }
        for (double gain : new double[] {-.3, .3}) {
            blues.add(submit(inBlue, blue, blueProgram, gain));
        }
        leaveSlots(keeper, third, "BEST_MODEL", 3);
        await(
                "a session makes room",
                () -> count("select count(*) from compute.decision where occasion = 'SWITCH'") > 0);
        assertThat(placed().subList(held, held + 2))
                .as("each project gets its part first")
                .anyMatch(reds::contains)
                .anyMatch(blues::contains);
        int before = count("select count(*) from compute.decision");

        server.close();
        run();
        inRed = api.as(inRed.token());
        inBlue = api.as(inBlue.token());
        policy("BEST_MODEL", true, 600);
        await("all end", () -> count("select count(*) from compute.session where ended_at is null") == 0);
        assertThat(count("select count(*) from compute.session where state = 'SUCCEEDED'"))
                .isEqualTo(4);
        for (String session : reds) {
            assertThat(Programs.log(inRed, session)).contains("ended at 12");
        }
        for (String session : blues) {
            assertThat(Programs.log(inBlue, session)).contains("ended at 12");
        }

        assertRows(before);
        assertReplays();
        assertShown(inRed, inBlue, reds, blues);
        assertOrders(api.as(keeper.token()), third, inRed, inBlue, redProgram, blueProgram);
    }

    private void assertRows(int before) throws InterruptedException {
        assertThat(count("select count(*) from compute.decision")).isGreaterThan(before);
        assertThat(count("select count(*) - max(number) - 1 from compute.decision"))
                .as("numbers without gaps")
                .isZero();
        assertThat(count("""
                        select count(*) from compute.attempt a where (select count(*) from compute.decision d
                            where d.attempt_id = a.id and d.occasion = 'PLACE') <> 1
                        """)).as("each attempt has begun by one decision").isZero();
        assertThat(count("""
                        select count(*) from compute.decision d where occasion = 'SWITCH' and not exists
                            (select 1 from compute.preemption m where m.attempt_id = d.attempt_id)
                        """)).as("who was to make room was asked to").isZero();
        assertThat(count("select count(*) from compute.attempt where state = 'LOST'"))
                .isZero();
        assertThat(count("select count(*) from compute.lease where until_time is null"))
                .isZero();
        assertThat(count(
                        "select count(*) from compute.decision where probability between 0 and 1 and best is not null"))
                .isPositive();
        await(
                "all curves are whole",
                () -> count("select count(*) from compute.curve where cardinality(points) = 12") == 4);
    }

    private void assertReplays() {
        List<Long> numbers = jdbc.sql("select number from compute.decision order by number")
                .query(Long.class)
                .list();
        for (Long number : numbers) {
            JsonNode again = api.admin()
                    .get("/api/v1/pools/local/decisions/" + number + "/replay")
                    .expect(200)
                    .json();
            assertThat(again.path("same").asBoolean()).as("decision " + number).isTrue();
        }
        api.admin().get("/api/v1/pools/local/decisions/1000000/replay").expect(404);
    }

    private void assertShown(Api.Caller inRed, Api.Caller inBlue, List<String> reds, List<String> blues) {
        inRed.get("/api/v1/pools/local/decisions/0/replay").expect(403);
        inBlue.get("/api/v1/sessions/" + reds.getFirst() + "/decisions").expect(404);
        JsonNode page = inRed.get("/api/v1/sessions/" + reds.getFirst() + "/decisions?limit=500")
                .expect(200)
                .json()
                .path("items");
        assertThat(page).isNotEmpty();
        assertThat(page.findValuesAsString("chosen")).contains("true");
        for (JsonNode each : page) {
            assertThat(each.path("own").path("text").asString()).isNotEmpty();
            String chosen = each.path("session").path("id").asString();
            assertThat(blues).as("no names of other projects").doesNotContain(chosen);
        }
        JsonNode first = inRed.get("/api/v1/sessions/" + reds.getFirst() + "/decisions?limit=1")
                .expect(200)
                .json();
        assertThat(first.path("items")).hasSize(1);
        inRed.get("/api/v1/sessions/" + reds.getFirst() + "/decisions?limit=0").expect(400);
        assertThat(api.admin()
                        .put("/api/v1/pools/local", "{\"slice_seconds\": -1}")
                        .expect(400)
                        .body())
                .contains("slice_seconds");
    }

    /// While others hold the slots all wait; then, who goes first is the policy's word.
    private void assertOrders(
            Api.Caller keeper, String third, Api.Caller inRed, Api.Caller inBlue, String redProgram, String blueProgram)
            throws InterruptedException {
        for (String policy : List.of("FIFO", "ROUND_ROBIN", "FAIR_ASHA")) {
            policy(policy, true, 600);
            takeSlots(keeper, third);
            int before = placed().size();
            String one = submit(inRed, red, redProgram, .1);
            String two = submit(inRed, red, redProgram, .2);
            String three = submit(inBlue, blue, blueProgram, .3);
            leaveSlots(keeper, third, policy, 600);
            await(policy, () -> placed().size() >= before + 2);
            assertThat(placed().subList(before, before + 2))
                    .as(policy)
                    .containsExactlyInAnyOrder(one, policy.equals("FIFO") ? two : three);
            // All are stopped before one is awaited: in its place the third would begin, and could come to its end.
            inBlue.post("/api/v1/sessions/" + three + "/stop", "{\"reason\": \"the test is over\"}");
            for (String session : List.of(one, two)) {
                inRed.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}");
            }
            Programs.await(inRed, one, Session.State.STOPPED);
            Programs.await(inRed, two, Session.State.STOPPED);
            Programs.await(inBlue, three, Session.State.STOPPED);
        }
        assertReplays();
    }
}
