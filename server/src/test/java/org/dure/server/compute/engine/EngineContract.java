package org.dure.server.compute.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.dure.base.Json;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The life that a session has under every engine: real agents, real sandboxes. After each test the leases say what
/// is: nothing is held, and nothing runs.
public abstract class EngineContract extends SandboxTest {

    protected static final String CHECKPOINTED = """
            import os, pathlib, sys, time
            step = pathlib.Path("/checkpoint/step")
            if step.exists():
                print("resumed at", step.read_text(), flush=True)
                raise SystemExit(0)
            step.write_text("7")
            pathlib.Path("/checkpoint/.ready").touch()
            print("running", flush=True)
            time.sleep(600)
            """;

    /// In the command of every program of a test, so that its processes are found.
    private final String mark = "mark-" + UUID.randomUUID();

    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private Thread watcher;

    /// Where the sessions run.
    protected abstract String pool();

    /// GPUs that each session asks for.
    protected int gpus() {
        return 0;
    }

    @BeforeEach
    void watch() {
        watcher = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                for (int session = 1; session <= sessions.get(); session++) {
                    most.accumulateAndGet(programs("-" + session + "-"), Math::max);
                }
                try {
                    Thread.sleep(50);
                } catch (InterruptedException over) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void nothing_is_left() {
        watcher.interrupt();
        await("leases", () -> openLeases() == 0);
        await("processes", () -> programs("") == 0);
        assertThat(most.get()).as("programs of one session at a time").isLessThanOrEqualTo(1);
    }

    @Test
    void a_session_runs_and_leaves_its_log_and_its_outputs() {
        String session = run("""
                import os, pathlib
                pathlib.Path("/output/answer.txt").write_text("42")
                print("gpus:", os.environ["CUDA_VISIBLE_DEVICES"])
                """);
        var ended = Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(ended.path("pool").asString()).isEqualTo(pool());
        assertThat(Programs.log(member, session)).contains(gpus() == 0 ? "gpus: \n" : "gpus: 0");
        assertThat(member.get("/api/v1/sessions/" + session + "/outputs/content?path=answer.txt")
                        .expect(200)
                        .body())
                .isEqualTo("42");
        assertThat(attempts(session)).isEqualTo(1);
    }

    @Test
    void a_running_session_is_stopped() {
        String session = run(SLEEP);
        Programs.awaitLog(member, session, "running");
        stop(session);
        Programs.await(member, session, Session.State.STOPPED);
    }

    @Test
    void a_session_whose_agent_is_killed_goes_on_from_its_checkpoint_in_the_next_attempt() throws IOException {
        String session = run(CHECKPOINTED);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        killAgent(session);
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session)).contains("resumed at 7");
        assertThat(attempts(session)).isEqualTo(2);
    }

    protected final String run(String python) {
        String program = Programs.upload(member, project, python);
        String body = """
                {"name": "test", "program": {"program_id": "%s", "command": %s}, "pool": "%s",
                 "needs": {"cpus": 0.25, "memory_bytes": 134217728, "gpus": %d}, "wall_seconds": 300}
                """.formatted(
                        program,
                        Json.MAPPER.writeValueAsString(
                                List.of("python3", "main.py", mark + "-" + sessions.incrementAndGet() + "-")),
                        pool(),
                        gpus());
        return member.post("/api/v1/projects/" + project + "/sessions", body)
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    /// The pool as an administrator sees it.
    protected final JsonNode pooled() {
        return api.admin().get("/api/v1/pools/" + pool()).expect(200).json();
    }

    /// Of the pool's connection.
    protected final String state() {
        return pooled().path("connection").path("state").asString();
    }

    protected final void stop(String session) {
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}")
                .expect(200);
    }

    protected final int attempts(String session) {
        return jdbc.sql("select count(*) from compute.attempt where session_id = cast(:id as uuid)")
                .param("id", session)
                .query(Integer.class)
                .single();
    }

    protected final String lastAttempt(String session) {
        return jdbc.sql(
                        "select id from compute.attempt where session_id = cast(:id as uuid) order by number desc limit 1")
                .param("id", session)
                .query(UUID.class)
                .single()
                .toString();
    }

    protected final void killAgent(String session) {
        String attempt = lastAttempt(session);
        List<ProcessHandle> agents = ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains("org.dure.agent.Agent")
                        && commandLine(process.pid()).contains("\0" + attempt))
                .toList();
        assertThat(agents).hasSize(1);
        agents.getFirst().destroyForcibly();
    }

    protected final String reason(String session) {
        return member.get("/api/v1/sessions/" + session)
                .expect(200)
                .json()
                .path("reason")
                .path("text")
                .asString();
    }

    /// Those of the test's sessions.
    private int programs(String which) {
        return (int) ProcessHandle.allProcesses()
                .filter(process -> {
                    String line = commandLine(process.pid());
                    return line.startsWith("python3\0main.py\0") && line.contains(mark + which);
                })
                .count();
    }

    private int openLeases() {
        return jdbc.sql("""
                        select count(*) from compute.lease l
                        join compute.attempt a on a.id = l.attempt_id
                        join compute.session s on s.id = a.session_id
                        where l.until_time is null and s.project_id = cast(:project as uuid)
                        """).param("project", project).query(Integer.class).single();
    }

    protected interface Condition {
        boolean holds();
    }

    protected static void await(String what, Condition condition) {
        Instant deadline = Instant.now().plusSeconds(180);
        while (!condition.holds()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    protected static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }
}
