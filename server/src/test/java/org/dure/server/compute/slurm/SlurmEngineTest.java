package org.dure.server.compute.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.EngineContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The contract under a real Slurm, and what only that can do to a session.
class SlurmEngineTest extends EngineContract {

    private TestSlurm slurm;

    @Override
    protected String pool() {
        return "cluster";
    }

    @Override
    protected int gpus() {
        return 1;
    }

    @BeforeEach
    void cluster() throws IOException {
        slurm = TestSlurm.require();
        put(Map.of("default_user", "root", "site_factor", 100));
        await("the node", () -> nodes() == 1);
    }

    @AfterEach
    void no_job_is_left() {
        await("jobs", () -> slurm.jobs().isEmpty());
    }

    @Test
    void the_node_of_the_cluster_has_its_gpus_as_slots() {
        JsonNode node = pooled().path("nodes").get(0);
        assertThat(node.path("gpus").asInt()).isEqualTo(2);
        assertThat(node.path("cpus").asInt()).isEqualTo(2);
    }

    @Test
    void a_session_runs_as_the_user_of_its_account_and_one_without_a_user_does_not_run() throws IOException {
        put(Map.of("users", Map.of(memberName(), "daemon")));
        String session = run(SLEEP);
        Programs.awaitLog(member, session, "running");
        assertThat(slurm.ask("squeue", "--noheader", "--format=%u")).isEqualTo("daemon\n");
        stop(session);
        Programs.await(member, session, Session.State.STOPPED);
        put(Map.of());
        String refused = run(SLEEP);
        assertThat(Programs.await(member, refused, Session.State.FAILED)
                        .path("reason")
                        .path("text")
                        .asString())
                .contains(memberName() + " has no user on the cluster");
    }

    @Test
    void only_a_node_that_the_options_leave_is_offered_and_the_sessions_run_in_the_reservation() throws IOException {
        String node = pooled().path("nodes").get(0).path("name").asString();
        for (Map<String, String> flags : List.of(Map.of("exclude", node), Map.of("constraint", "a100"))) {
            put(Map.of("default_user", "root", "flags", flags));
            await("no node", () -> answers() && nodes() == 0);
        }
        Map<String, Object> reserved = Map.of("default_user", "root", "flags", Map.of("reservation", "dure"));
        put(reserved);
        await("the refusal", () -> state().equals("REFUSES"));
        assertThat(pooled().path("connection").path("trouble").toString()).contains("CLUSTER_WITHOUT_RESERVATION");
        slurm.reserve("dure");
        try {
            await("the reservation", () -> answers() && nodes() == 1);
            String session = run("print('reserved')");
            Programs.await(member, session, Session.State.SUCCEEDED);
            put(Map.of("default_user", "root"));
            await("the node of somebody else's reservation", () -> answers() && nodes() == 0);
        } finally {
            slurm.ask("scontrol", "delete", "ReservationName=dure");
        }
    }

    @Test
    void no_secret_stands_where_slurm_shows_it() {
        String session = run(SLEEP);
        Programs.awaitLog(member, session, "running");
        String job = slurm.jobs().getFirst().split(" ")[0];
        assertThat(slurm.ask("scontrol", "show", "job", "--details", job))
                .contains("JobName=dure-" + lastAttempt(session))
                .doesNotContain("dure_");
        assertThat(slurm.ask("scontrol", "write", "batch_script", job, "-"))
                .contains("--token-file")
                .doesNotContain("dure_");
        stop(session);
        Programs.await(member, session, Session.State.STOPPED);
    }

    @Test
    @Tag("long")
    void a_controller_that_dies_and_comes_back_costs_no_attempt() throws IOException {
        String session = run("""
                import time
                print("running", flush=True)
                time.sleep(15)
                """);
        Programs.awaitLog(member, session, "running");
        slurm.awaitSaved();
        slurm.killController();
        String waiting = run("print('second')");
        slurm.startController();
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(attempts(session)).isEqualTo(1);
        Programs.await(member, waiting, Session.State.SUCCEEDED);
    }

    @Test
    @Tag("long")
    void a_job_that_slurm_requeues_is_not_started_twice() {
        String session = run(CHECKPOINTED);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        String job = slurm.jobs().getFirst().split(" ")[0];
        assertThat(slurm.ask("scontrol", "update", "jobid=" + job, "requeue=1")).isNotNull();
        assertThat(slurm.ask("scontrol", "requeue", job)).isNotNull();
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(attempts(session)).isEqualTo(2);
        assertThat(Programs.log(member, session)).contains("resumed at 7");
    }

    @Test
    @Tag("long")
    void a_node_that_dies_with_all_that_it_runs_is_survived() throws IOException {
        String session = run(CHECKPOINTED);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        String attempt = lastAttempt(session);
        slurm.killNode();
        // Its shepherd and the job's own shell and agent: the name of the job's folder stands in all but the first.
        ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains(attempt)
                        || commandLine(process.pid()).startsWith("slurmstepd"))
                .forEach(ProcessHandle::destroyForcibly);
        slurm.startNode();
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(attempts(session)).isEqualTo(2);
        assertThat(Programs.log(member, session)).contains("resumed at 7");
    }

    /// The pool with these settings beside those that it cannot be without.
    private void put(Map<String, Object> further) throws IOException {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put("shared_folder", slurm.folder("shared").toString());
        settings.put("server_url", api.uri("").toString());
        settings.put("slurm_conf", slurm.conf().toString());
        settings.put("java", System.getProperty("java.home"));
        api.admin()
                .put(
                        "/api/v1/pools/" + pool(),
                        Json.MAPPER.writeValueAsString(Map.of("engine", "SLURM", "settings", settings)))
                .expect(200);
    }

    private String memberName() {
        return member.get("/api/v1/me").expect(200).json().path("name").asString();
    }

    private boolean answers() {
        return state().equals("ANSWERS");
    }

    private int nodes() {
        return pooled().path("nodes").size();
    }
}
