package org.dure.server.compute.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// The life that a session on two nodes has under every engine of clusters: real agents, both on this machine. After
/// each test nothing is held, and nothing runs.
@ServerTest
@Import(Api.class)
public abstract class GangContract {

    protected static final String CHECKPOINTED = """
            import os, pathlib, time
            step = pathlib.Path("/checkpoint/step")
            if step.exists():
                print("rank", os.environ["RANK"], "resumed at", step.read_text(), flush=True)
                raise SystemExit(0)
            step.write_text("7")
            pathlib.Path("/checkpoint/.ready").touch()
            print("rank", os.environ["RANK"], "runs", flush=True)
            time.sleep(600)
            """;

    @Autowired
    protected Api api;

    @Autowired
    protected JdbcClient jdbc;

    protected String project = "";
    protected Api.Caller member;

    /// In the command of every program of a test, so that its processes are found.
    private final String mark = "mark-" + UUID.randomUUID();

    /// Where the sessions run: two nodes.
    protected abstract String pool();

    protected abstract Pool.Engine engine();

    /// Starts the cluster.
    ///
    /// @return the settings of its pool without `gang_network`
    protected abstract Map<String, Object> settings() throws IOException;

    /// The setting that lets gangs run.
    protected abstract String network();

    /// GPUs that each session asks for on each node.
    protected int gpus() {
        return 1;
    }

    @BeforeEach
    void open() throws IOException {
        Programs.requireSandbox();
        put(Map.of("gang_network", network()));
        await("the nodes", () -> nodes() == 2);
        project = api.newProject();
        member = api.member(project, "MEMBER");
    }

    @AfterEach
    void nothing_is_left() {
        await("leases", () -> openLeases() == 0);
        await("programs", () -> programs() == 0);
    }

    @Test
    void the_ranks_meet_over_tcp_each_on_a_node_of_its_own() {
        String session = run(2, """
                import os, socket, time
                rank, place = int(os.environ["NODE_RANK"]), (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
                if rank == 0:
                    with socket.create_server(place) as server:
                        link = server.accept()[0]
                        link.sendall(b"hello from 0")
                        said = link.recv(32).decode()
                else:
                    for _ in range(600):
                        try:
                            link = socket.create_connection(place)
                            break
                        except OSError:
                            time.sleep(0.1)
                    said = link.recv(32).decode()
                    link.sendall(b"hello from 1")
                print(f"rank {rank} of {os.environ['DURE_NODES']} heard {said}, gpus {os.environ['CUDA_VISIBLE_DEVICES']};")
                """);
        Programs.await(member, session, Session.State.SUCCEEDED);
        String devices = gpus() == 0 ? "" : "0";
        assertThat(Programs.log(member, session))
                .contains("rank 0 of 2 heard hello from 1, gpus " + devices + ";\n")
                .contains("[1] rank 1 of 2 heard hello from 0, gpus " + devices + ";\n");
        assertThat(leasedNodes(session)).hasSize(2);
    }

    @Test
    void a_rank_that_fails_fails_the_session_and_the_reason_names_it() {
        String session = run(2, """
                import os, sys, time
                if os.environ["RANK"] == "1":
                    sys.exit(3)
                time.sleep(600)
                """);
        JsonNode ended = Programs.await(member, session, Session.State.FAILED);
        assertThat(ended.path("reason").path("text").asString()).isEqualTo("exit code 3: in rank 1 of 2");
    }

    @Test
    @Tag("long")
    void a_gang_that_loses_the_agent_of_a_rank_goes_on_as_a_whole_from_its_checkpoint() {
        String session = run(2, CHECKPOINTED);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        Programs.awaitLog(member, session, "[1] rank 1 runs");
        String attempt = attempts(session).getLast().toString();
        ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains("\0--gang\0")
                        && commandLine(process.pid()).contains("\0--rank\0" + "1\0")
                        && commandLine(process.pid()).contains(attempt))
                .forEach(ProcessHandle::destroyForcibly);
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertResumed(session);
    }

    @Test
    @Tag("long")
    void a_gang_is_stopped() {
        String session = run(2, "import time\nprint('running', flush=True)\ntime.sleep(600)\n");
        Programs.awaitLog(member, session, "[1] running");
        stop(session);
        Programs.await(member, session, Session.State.STOPPED);
    }

    @Test
    void a_pool_whose_administrator_has_not_opened_the_network_refuses_gangs() throws IOException {
        put(Map.of());
        JsonNode error = member.post("/api/v1/projects/" + project + "/sessions", body(2, "print(1)"))
                .expect(400)
                .json()
                .path("errors")
                .get(0);
        assertThat(error.path("field").asString()).isEqualTo("needs.nodes");
        assertThat(error.path("reason").path("parts").get(0).path("code").asString())
                .isEqualTo("GANG_NETWORK_CLOSED");
        put(Map.of("gang_network", network()));
        assertThat(member.post("/api/v1/projects/" + project + "/sessions", body(3, "print(1)"))
                        .expect(400)
                        .detail())
                .contains("at most 2");
    }

    protected final void assertResumed(String session) {
        assertThat(attempts(session)).hasSize(2);
        assertThat(Programs.log(member, session))
                .contains("rank 0 resumed at 7\n")
                .contains("[1] rank 1 resumed at 7\n");
    }

    protected final void stop(String session) {
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}")
                .expect(200);
    }

    protected final String run(int nodes, String python) {
        return submit(body(nodes, python));
    }

    protected final String submit(String body) {
        return member.post("/api/v1/projects/" + project + "/sessions", body)
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    private String body(int nodes, String python) {
        return """
                {"name": "gang", "program": {"program_id": "%s", "command": ["python3", "main.py", "%s"]}, "pool": "%s",
                 "needs": {"cpus": 0.5, "memory_bytes": 134217728, "gpus": %d, "nodes": %d}, "wall_seconds": 300}
                """.formatted(Programs.upload(member, project, python), mark, pool(), gpus(), nodes);
    }

    /// The pool with these settings beside those that it cannot be without.
    protected final void put(Map<String, Object> further) throws IOException {
        Map<String, Object> settings = new HashMap<>(settings());
        settings.putAll(further);
        api.admin()
                .put(
                        "/api/v1/pools/" + pool(),
                        Json.MAPPER.writeValueAsString(Map.of("engine", engine(), "open", true, "settings", settings)))
                .expect(200);
    }

    protected final int nodes() {
        return api.admin()
                .get("/api/v1/pools/" + pool())
                .expect(200)
                .json()
                .path("nodes")
                .size();
    }

    protected final List<UUID> attempts(String session) {
        return jdbc.sql("select id from compute.attempt where session_id = cast(:id as uuid) order by number")
                .param("id", session)
                .query(UUID.class)
                .list();
    }

    private List<String> leasedNodes(String session) {
        return jdbc.sql("""
                        select distinct t.node from compute.lease l join compute.slot t on t.name = l.slot
                        join compute.attempt a on a.id = l.attempt_id
                        where a.session_id = cast(:id as uuid)
                        """).param("id", session).query(String.class).list();
    }

    private int openLeases() {
        return jdbc.sql("""
                        select count(*) from compute.lease l join compute.attempt a on a.id = l.attempt_id
                        join compute.session s on s.id = a.session_id
                        where l.until_time is null and s.project_id = cast(:project as uuid)
                        """).param("project", project).query(Integer.class).single();
    }

    private long programs() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains("\0main.py\0" + mark))
                .count();
    }

    protected static void await(String what, BooleanSupplier condition) {
        await(what, condition, Duration.ofMinutes(3));
    }

    protected static void await(String what, BooleanSupplier condition, Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }
}
