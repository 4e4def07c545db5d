package org.dure.server.compute.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.EngineContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The contract under a real Slurm that is driven through a real slurmrestd.
@Tag("long")
class SlurmRestEngineTest extends EngineContract {

    @TempDir
    private Path folder;

    private TestSlurm slurm;

    @Override
    protected String pool() {
        return "rest";
    }

    @Override
    protected int gpus() {
        return 1;
    }

    @BeforeEach
    void cluster() throws IOException {
        slurm = TestSlurm.require();
        token(slurm.token("root"));
        put(Map.of("default_user", "root"));
        await("the node", () -> pooled().path("nodes").size() == 1);
    }

    @AfterEach
    void no_job_is_left() {
        await("jobs", () -> slurm.jobs().isEmpty());
    }

    @Test
    void the_node_has_what_sinfo_tells_of_it() {
        JsonNode node = pooled().path("nodes").get(0);
        assertThat(node.path("gpus").asInt()).isEqualTo(2);
        assertThat(node.path("cpus").asInt()).isEqualTo(2);
        assertThat(node.path("memory_bytes").asLong()).isEqualTo(2000 - 256 << 20);
    }

    @Test
    void a_session_runs_as_the_user_of_its_account_where_the_token_is_that_of_root() throws IOException {
        String account =
                member.get("/api/v1/me").expect(200).json().path("name").asString();
        put(Map.of("users", Map.of(account, "daemon"), "flags", Map.of("partition", "main", "nice", "5")));
        String session = run(SLEEP);
        Programs.awaitLog(member, session, "running");
        assertThat(slurm.ask("squeue", "--noheader", "--format=%u %P %r")).isEqualTo("daemon main None\n");
        String job = slurm.jobs().getFirst().split(" ")[0];
        assertThat(slurm.ask("scontrol", "show", "job", "--details", job))
                .contains("JobName=dure-" + lastAttempt(session), "Requeue=0", "Nice=5")
                .doesNotContain("dure_", token().substring(10));
        stop(session);
        Programs.await(member, session, Session.State.STOPPED);
        token(slurm.token("daemon"));
        put(Map.of("rest_user", "daemon", "users", Map.of(account, "nobody")));
        String refused = run(SLEEP);
        assertThat(reasonOf(Programs.await(member, refused, Session.State.FAILED)))
                .contains("for others, such as nobody, a job is submitted only with that of root or of SlurmUser");
    }

    @Test
    void idle_nodes_of_a_reservation_are_offered_to_a_pool_that_names_it() throws IOException {
        put(Map.of("default_user", "root", "flags", Map.of("reservation", "dure")));
        await("the refusal", () -> state().equals("REFUSES"));
        slurm.reserve("dure");
        try {
            await(
                    "the reservation",
                    () -> state().equals("ANSWERS") && pooled().path("nodes").size() == 1);
            Programs.await(member, run("print('reserved')"), Session.State.SUCCEEDED);
        } finally {
            slurm.ask("scontrol", "delete", "ReservationName=dure");
        }
    }

    @Test
    void a_controller_that_dies_over_a_submission_for_another_user_costs_the_session_time_alone() throws Exception {
        String account =
                member.get("/api/v1/me").expect(200).json().path("name").asString();
        put(Map.of("users", Map.of(account, "daemon")));
        await("the cluster", () -> state().equals("ANSWERS"));
        slurm.haltController();
        String session = run("print('done')");
        await("the submission", () -> attempts(session) == 1);
        Thread.sleep(3_000);
        slurm.killController();
        slurm.startController();
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session)).containsOnlyOnce("done");
    }

    @Test
    void what_is_wrong_with_the_way_to_it_is_told_to_administrators() throws IOException {
        assertTrouble("AWAY", Map.of("rest_url", "http://127.0.0.1:1"), "cannot be reached: the connection is refused");
        HttpServer foreign = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        foreign.start();
        try {
            String url = "http://127.0.0.1:" + foreign.getAddress().getPort();
            assertTrouble("AWAY", Map.of("rest_url", url), "HTTP 404");
        } finally {
            foreign.stop(0);
        }
        String good = token().strip();
        token("nothing");
        assertTrouble("REFUSES", Map.of(), "holds no token");
        String[] parts = good.split("\\.");
        token(parts[0] + "." + parts[1] + "." + new StringBuilder(parts[2]).reverse());
        // It says no word why, as where slurmctld is down.
        assertTrouble("AWAY", Map.of(), "not take the token of the setting rest_token_file for the user root");
        // Renewed, without a change of the pool.
        token(good);
        await("the token", () -> state().equals("ANSWERS"));
        assertThat(pooled().toString()).doesNotContain(parts[2]);
    }

    private void assertTrouble(String state, Map<String, Object> settings, String words) throws IOException {
        put(settings);
        await("trouble", () -> state().equals(state));
        assertThat(pooled().path("connection").path("trouble").path("text").asString())
                .contains(words);
    }

    private static String reasonOf(JsonNode session) {
        return session.path("reason").path("text").asString();
    }

    private Path tokenFile() {
        return folder.resolve("token");
    }

    private String token() throws IOException {
        return Files.readString(tokenFile());
    }

    private void token(String text) throws IOException {
        Files.writeString(tokenFile(), text);
    }

    /// The pool with these settings beside and in place of the usual ones.
    private void put(Map<String, Object> further) throws IOException {
        Map<String, Object> settings = new HashMap<>(slurm.restSettings(tokenFile()));
        settings.put("server_url", api.uri("").toString());
        settings.putAll(further);
        api.admin()
                .put(
                        "/api/v1/pools/" + pool(),
                        Json.MAPPER.writeValueAsString(Map.of("engine", "SLURM", "settings", settings)))
                .expect(200);
    }
}
