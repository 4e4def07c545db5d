package org.dure.server.compute.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.dure.server.ServerProcess;
import org.dure.server.compute.Programs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `kill -9` of `server`, agents, programs and both of Slurm's daemons at moments that a seed decides, while sessions
/// run and wait. No session is lost, none runs twice at a time, and nothing is left behind.
///
/// `bench/kill/run` does more rounds of it: `dure.kill.rounds`, `dure.kill.seed`.
@Tag("long")
class SlurmKillTest {

    private static final int ROUNDS = Integer.getInteger("dure.kill.rounds", 10);
    private static final long SEED = Long.getLong("dure.kill.seed", 4);
    private static final int OPEN_SESSIONS = 4;
    private static final int DELAY_MS_MOST = 4_000;
    /// Slurm itself takes two minutes to find that a job whose end its killed daemons missed has ended.
    private static final Duration RECOVERY = Duration.ofMinutes(6);

    /// Seconds long, so that a kill meets it at work.
    private static final String PROGRAM = """
            import sys, time
            print("begins", flush=True)
            for step in range(30):
                print('dure: {"step": %d, "loss": 0.5}' % step, flush=True)
                time.sleep(0.2)
            print("ends", flush=True)
            """;

    private static final Map<String, String> LAWS = Map.of(
            "an attempt without exactly one lease", """
                    select a.id from compute.attempt a left join compute.lease l on l.attempt_id = a.id
                    group by a.id having count(l.slot) <> 1""",
            "a slot held twice at a time", """
                    select a.attempt_id || ' and ' || b.attempt_id from compute.lease a join compute.lease b
                    on a.slot = b.slot and a.attempt_id < b.attempt_id and a.from_time < b.until_time
                    and b.from_time < a.until_time""",
            "a session whose attempts overlap", """
                    select a.session_id from compute.attempt a join compute.attempt b
                    on a.session_id = b.session_id and a.number < b.number
                    join compute.lease l on l.attempt_id = a.id and b.created_at < l.until_time""",
            "a lease that outlives its session", "select attempt_id from compute.lease where until_time is null",
            "an attempt that has not come to rest", "select id from compute.attempt where settled_at is null",
            "a log with a gap", """
                    select session_id from compute.log_chunk group by session_id
                    having min(number) <> 1 or max(number) <> count(*)""",
            "a session that has not ended exactly once", """
                    select session_id from compute.transition group by session_id having count(*) filter
                    (where state in ('SUCCEEDED', 'FAILED', 'STOPPED', 'LOST')) <> 1""");

    private enum Victim {
        SERVER,
        AGENT,
        PROGRAM,
        SLURMCTLD,
        SLURMD
    }

    private final Random random = new Random(SEED);
    private final Map<String, String> sessions = new LinkedHashMap<>();
    private TestSlurm slurm;
    private ServerProcess server;
    private PatientClient client;
    private String program;

    @Test
    void no_session_is_lost_or_runs_twice_and_nothing_is_left_behind() throws Exception {
        Programs.requireSandbox();
        slurm = TestSlurm.require();
        Instant began = Instant.now();
        try (ServerProcess killed = new ServerProcess(Map.of());
                RunningPrograms running = new RunningPrograms()) {
            server = killed;
            server.start();
            client = new PatientClient(server.url(), server.administratorToken());
            pool();
            program = client.send(
                            "POST", "/api/v1/projects/default/programs", Programs.zip(Map.of("main.py", PROGRAM)), null)
                    .path("id")
                    .asString();
            for (Victim victim : order()) {
                keepBusy();
                Thread.sleep(random.nextInt(DELAY_MS_MOST));
                kill(victim, running);
            }
            await("the end of all sessions", () -> open() == 0);
            verify(running);
            System.out.printf(
                    "%d kills in %d s (seed %d): %d sessions, %s%n",
                    ROUNDS,
                    Duration.between(began, Instant.now()).toSeconds(),
                    SEED,
                    sessions.size(),
                    rows("select count(*) || ' attempts' from compute.attempt"));
        }
    }

    /// Each victim as often as the others.
    private List<Victim> order() {
        List<Victim> order = new ArrayList<>(IntStream.range(0, ROUNDS)
                .mapToObj(number -> Victim.values()[number % Victim.values().length])
                .toList());
        Collections.shuffle(order, random);
        return order;
    }

    private void pool() throws IOException {
        Map<String, Object> settings = Map.of(
                "default_user",
                "root",
                "shared_folder",
                slurm.folder("kill-shared").toString(),
                "server_url",
                server.url().toString(),
                "slurm_conf",
                slurm.conf().toString(),
                "java",
                System.getProperty("java.home"));
        client.put("/api/v1/pools/killed", Map.of("engine", "SLURM", "settings", settings));
        await("the node", () -> client.get("/api/v1/pools/killed").path("nodes").size() == 1);
    }

    private void keepBusy() {
        while (open() < OPEN_SESSIONS) {
            String marker = "kill-" + SEED + "-" + sessions.size();
            JsonNode session = client.post(
                    "/api/v1/projects/default/sessions",
                    Map.of(
                            "name",
                            marker,
                            "pool",
                            "killed",
                            "program",
                            Map.of("program_id", program, "command", List.of("python3", "main.py", marker)),
                            "needs",
                            Map.of("cpus", 1, "memory_bytes", 64 << 20),
                            "retry",
                            Map.of("losses", 20, "failures", 20, "back_off_seconds", 1)),
                    marker);
            sessions.put(session.path("id").asString(), marker);
        }
    }

    private long open() {
        return sessions.keySet().stream()
                .map(id -> client.get("/api/v1/sessions/" + id).path("state").asString())
                .filter(state ->
                        !List.of("SUCCEEDED", "FAILED", "STOPPED", "LOST").contains(state))
                .count();
    }

    private void kill(Victim victim, RunningPrograms running) throws Exception {
        System.out.println("kill " + victim);
        switch (victim) {
            case SERVER -> {
                server.kill();
                server.start();
            }
            case AGENT -> one("an agent", RunningPrograms::agents);
            case PROGRAM -> one("a program", running::now);
            case SLURMCTLD -> {
                slurm.killController();
                Thread.sleep(random.nextInt(DELAY_MS_MOST));
                slurm.startController();
            }
            case SLURMD -> {
                slurm.killNode();
                Thread.sleep(random.nextInt(DELAY_MS_MOST));
                slurm.startNode();
            }
        }
    }

    private interface Choice {
        List<ProcessHandle> now();
    }

    private void one(String what, Choice choice) {
        await(what, () -> {
            List<ProcessHandle> there = choice.now();
            return !there.isEmpty() && there.get(random.nextInt(there.size())).destroyForcibly();
        });
    }

    private void verify(RunningPrograms running) throws Exception {
        for (String id : sessions.keySet()) {
            JsonNode session = client.get("/api/v1/sessions/" + id);
            assertThat(session.path("state").asString())
                    .as(session.toPrettyString())
                    .isEqualTo("SUCCEEDED");
        }
        assertThat(running.twice()).as("programs that ran twice at a time").isEmpty();
        for (Map.Entry<String, String> law : LAWS.entrySet()) {
            await(law.getKey() + " to be no more", () -> rows(law.getValue()).isEmpty());
        }
        assertThat(rows("select name from compute.session where kind = 'TRAINING'"))
                .containsExactlyInAnyOrderElementsOf(sessions.values());
        await("the end of all jobs", () -> slurm.jobs().isEmpty());
        await(
                "the end of all agents",
                () -> RunningPrograms.agents().isEmpty() && running.now().isEmpty());
    }

    private List<String> rows(String question) {
        try (Connection database = server.database();
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (IOException | SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(RECOVERY);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("still waiting for " + what).isBefore(deadline);
            slurm.resumedNode();
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
