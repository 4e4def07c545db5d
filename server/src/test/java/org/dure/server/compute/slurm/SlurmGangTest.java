package org.dure.server.compute.slurm;

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

/// Sessions on two nodes of a real Slurm, both on this machine.
@ServerTest
@Import(Api.class)
class SlurmGangTest {

    private static final String POOL = "gangs";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private TestSlurm slurm;
    private String project = "";
    private Api.Caller member;

    @BeforeEach
    void cluster() throws IOException {
        Programs.requireSandbox();
        slurm = TestSlurm.require(2);
        put(Map.of("gang_network", "host"));
        await("the nodes", () -> nodes() == 2);
        project = api.newProject();
        member = api.member(project, "MEMBER");
    }

    @AfterEach
    void nothing_is_left() {
        await("jobs", () -> slurm.jobs().isEmpty());
        await("leases", () -> openLeases() == 0);
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
                print(f"rank {rank} of {os.environ['DURE_NODES']} heard {said}, gpus {os.environ['CUDA_VISIBLE_DEVICES']}")
                """);
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session))
                .contains("rank 0 of 2 heard hello from 1, gpus 0\n")
                .contains("[1] rank 1 of 2 heard hello from 0, gpus 0\n");
        assertThat(leasedNodes(session)).containsExactly("n1 GPU", "n2 GPU");
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
        String session = run(2, """
                import os, pathlib, time
                step = pathlib.Path("/checkpoint/step")
                if step.exists():
                    print("rank", os.environ["RANK"], "resumed at", step.read_text(), flush=True)
                    raise SystemExit(0)
                step.write_text("7")
                pathlib.Path("/checkpoint/.ready").touch()
                print("rank", os.environ["RANK"], "runs", flush=True)
                time.sleep(600)
                """);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        Programs.awaitLog(member, session, "[1] rank 1 runs");
        ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains("\0--gang\0")
                        && commandLine(process.pid()).contains("\0--rank\0" + "1\0")
                        && commandLine(process.pid())
                                .contains(attempts(session).getLast().toString()))
                .forEach(ProcessHandle::destroyForcibly);
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(attempts(session)).hasSize(2);
        assertThat(Programs.log(member, session))
                .contains("rank 0 resumed at 7\n")
                .contains("[1] rank 1 resumed at 7\n");
    }

    @Test
    @Tag("long")
    void a_gang_is_stopped() {
        String session = run(2, "import time\nprint('running', flush=True)\ntime.sleep(600)\n");
        Programs.awaitLog(member, session, "[1] running");
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}")
                .expect(200);
        Programs.await(member, session, Session.State.STOPPED);
    }

    /// As the guide says it; PyTorch takes some GB and minutes to install.
    @Test
    @Tag("long")
    void torchrun_brings_the_ranks_together() {
        String program =
                Programs.upload(member, project, Map.of("requirements.txt", "torch", "train.sh", """
                        exec torchrun --nnodes=$DURE_NODES --node-rank=$DURE_NODE_RANK --nproc-per-node=1 \\
                          --rdzv-endpoint=$MASTER_ADDR:$MASTER_PORT train.py
                        """, "train.py", """
                        import torch
                        from torch import distributed
                        distributed.init_process_group("gloo")
                        net = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(1, 1, bias=False))
                        (net(torch.ones(1, 1)) * (distributed.get_rank() + 1)).sum().backward()
                        gradient = net.module.weight.grad.item()
                        print(f"rank {distributed.get_rank()} of {distributed.get_world_size()}: mean gradient {gradient}")
                        distributed.destroy_process_group()
                        """));
        String session = submit("""
                {"name": "torchrun", "program": {"program_id": "%s", "command": ["sh", "train.sh"]}, "pool": "%s",
                 "needs": {"cpus": 1, "memory_bytes": 1700000000, "gpus": 1, "nodes": 2}, "wall_seconds": 600}
                """.formatted(program, POOL));
        await("the packages", () -> ended(session), Duration.ofMinutes(20));
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session))
                .contains("rank 0 of 2: mean gradient 1.5\n")
                .contains("[1] rank 1 of 2: mean gradient 1.5\n");
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
        put(Map.of("gang_network", "host"));
        assertThat(member.post("/api/v1/projects/" + project + "/sessions", body(3, "print(1)"))
                        .expect(400)
                        .detail())
                .contains("at most 2");
    }

    private String run(int nodes, String python) {
        return submit(body(nodes, python));
    }

    private String submit(String body) {
        return member.post("/api/v1/projects/" + project + "/sessions", body)
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    private String body(int nodes, String python) {
        return """
                {"name": "gang", "program": {"program_id": "%s", "command": ["python3", "main.py"]}, "pool": "%s",
                 "needs": {"cpus": 0.5, "memory_bytes": 134217728, "gpus": 1, "nodes": %d}, "wall_seconds": 300}
                """.formatted(Programs.upload(member, project, python), POOL, nodes);
    }

    private void put(Map<String, Object> further) throws IOException {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put("shared_folder", slurm.folder("shared").toString());
        settings.put("server_url", api.uri("").toString());
        settings.put("slurm_conf", slurm.conf().toString());
        settings.put("java", System.getProperty("java.home"));
        settings.put("default_user", "root");
        api.admin()
                .put(
                        "/api/v1/pools/" + POOL,
                        Json.MAPPER.writeValueAsString(Map.of("engine", "SLURM", "settings", settings)))
                .expect(200);
    }

    private int nodes() {
        return api.admin()
                .get("/api/v1/pools/" + POOL)
                .expect(200)
                .json()
                .path("nodes")
                .size();
    }

    private boolean ended(String session) {
        String state = member.get("/api/v1/sessions/" + session)
                .expect(200)
                .json()
                .path("state")
                .asString();
        return Session.State.valueOf(state).isEnd();
    }

    private List<UUID> attempts(String session) {
        return jdbc.sql("select id from compute.attempt where session_id = cast(:id as uuid) order by number")
                .param("id", session)
                .query(UUID.class)
                .list();
    }

    private List<String> leasedNodes(String session) {
        return jdbc.sql("""
                        select t.node || ' ' || t.kind from compute.lease l join compute.slot t on t.name = l.slot
                        join compute.attempt a on a.id = l.attempt_id
                        where a.session_id = cast(:id as uuid) order by 1
                        """).param("id", session).query(String.class).list();
    }

    private int openLeases() {
        return jdbc.sql("""
                        select count(*) from compute.lease l join compute.attempt a on a.id = l.attempt_id
                        join compute.session s on s.id = a.session_id
                        where l.until_time is null and s.project_id = cast(:project as uuid)
                        """).param("project", project).query(Integer.class).single();
    }

    private static void await(String what, BooleanSupplier condition) {
        await(what, condition, Duration.ofMinutes(3));
    }

    private static void await(String what, BooleanSupplier condition, Duration patience) {
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
