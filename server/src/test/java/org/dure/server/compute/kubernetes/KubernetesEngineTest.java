package org.dure.server.compute.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.base.Folders;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.EngineContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The contract under an API server that only pretends to have a cluster, but really runs the agents, and what a
/// cluster can do to a session.
class KubernetesEngineTest extends EngineContract {

    private Path folder;
    private FakeKubernetes cluster;

    @Override
    protected String pool() {
        return "kube";
    }

    @BeforeEach
    void cluster() throws IOException {
        Assumptions.assumeTrue(
                ProcessHandle.current().info().user().filter("root"::equals).isPresent(),
                "pods run as a user of their own, which only root can start");
        folder = Files.createTempDirectory("kubernetes");
        cluster = new FakeKubernetes(folder, 1);
        put(Map.of());
        await("the node", () -> pool("nodes").size() == 1);
    }

    @AfterEach
    void no_job_is_left() throws Exception {
        await("Jobs", () -> cluster.isEmpty());
        api.admin().put("/api/v1/pools/" + pool(), "{\"open\": false}").expect(200);
        cluster.close();
        Folders.delete(folder);
    }

    @Test
    void a_job_asks_for_what_its_session_needs_and_for_no_rights() {
        assertThat(pool("nodes").get(0).path("gpus").asInt()).isEqualTo(2);
        String session = run(SLEEP);
        Programs.awaitLog(member, session, "running");
        JsonNode job = cluster.jobs().getFirst();
        JsonNode pod = job.path("spec").path("template").path("spec");
        JsonNode container = pod.path("containers").get(0);
        assertThat(job.path("metadata").path("name").asString()).isEqualTo("dure-" + lastAttempt(session));
        assertThat(container.path("resources").path("limits"))
                .isEqualTo(container.path("resources").path("requests"));
        assertThat(container.path("resources").path("limits").path("cpu").asString())
                .isEqualTo("250m");
        assertThat(container.path("resources").path("limits").path("memory").asString())
                .isEqualTo("256Mi");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("hostUsers").asBoolean(true)).isFalse();
        assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
        JsonNode rights = container.path("securityContext");
        assertThat(rights.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(rights.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(rights.path("capabilities").path("drop").get(0).asString()).isEqualTo("ALL");
        // Of the shared volume it sees its own attempt alone, and no secret stands in what the API shows.
        assertThat(container
                        .path("volumeMounts")
                        .valueStream()
                        .filter(mount -> !mount.path("readOnly").asBoolean() && mount.has("subPath"))
                        .map(mount -> mount.path("subPath").asString()))
                .containsExactly("attempts/" + lastAttempt(session), "environments/10001");
        assertThat(job.toString()).doesNotContain("dure_");
        stop(session);
        Programs.await(member, session, Session.State.STOPPED);
    }

    @Test
    void a_session_that_runs_out_of_memory_is_told_so_and_not_tried_again() {
        String session = run(SLEEP);
        Programs.awaitLog(member, session, "running");
        cluster.runOutOfMemory(job());
        JsonNode failed = Programs.await(member, session, Session.State.FAILED);
        assertThat(failed.path("reason").path("text").asString()).isEqualTo("used more than 256 MiB of memory");
        assertThat(failed.path("autopsy").path("finding").path("text").asString())
                .isEqualTo("the program needed more main memory than the session has");
        assertThat(failed.path("autopsy").path("evidence").get(0).asString()).endsWith("OOMKilled, exit code 137");
        assertThat(attempts(session)).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void a_pod_without_room_waits_and_says_for_what() {
        cluster.fill(true);
        String session = run("print('done')");
        await("its reason", () -> reason(session).contains("1 Insufficient nvidia.com/gpu"));
        cluster.fill(false);
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(attempts(session)).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void a_drained_node_costs_a_session_no_loss() throws IOException {
        String session = run(CHECKPOINTED);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        cluster.drain(job());
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(attempts(session)).isEqualTo(2);
        assertThat(Programs.log(member, session)).contains("resumed at 7");
        assertThat(losses(session)).isZero();
    }

    @Test
    @Tag("long")
    void kueue_lets_a_session_begin_and_takes_its_place_back() throws IOException {
        put(Map.of("queue", "team", "priority_boost", 5, "workload_priority", 7));
        await("the cluster", () -> pool("nodes").size() == 1);
        String session = run(CHECKPOINTED);
        await("its reason", () -> reason(session).contains("insufficient unused quota for nvidia.com/gpu"));
        JsonNode metadata = cluster.jobs().getFirst().path("metadata");
        assertThat(metadata.path("labels").path("kueue.x-k8s.io/queue-name").asString())
                .isEqualTo("team");
        assertThat(metadata.path("annotations")
                        .path("kueue.x-k8s.io/priority-boost")
                        .asString())
                .isEqualTo("5");
        await(
                "its priority",
                () -> cluster.workloads()
                                .getFirst()
                                .path("spec")
                                .path("priority")
                                .asInt()
                        == 7);
        cluster.admit(job());
        Programs.awaitLog(member, session, "stored checkpoint 1");
        String first = job();
        cluster.evict(first);
        await("the next attempt", () -> !cluster.jobs().isEmpty() && !job().equals(first));
        cluster.admit(job());
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(attempts(session)).isEqualTo(2);
        assertThat(Programs.log(member, session)).contains("resumed at 7");
        assertThat(losses(session)).isZero();
    }

    @Test
    @Tag("long")
    void an_api_server_that_goes_away_and_comes_back_costs_no_attempt() {
        String session = run("""
                import time
                print("running", flush=True)
                time.sleep(8)
                """);
        Programs.awaitLog(member, session, "running");
        cluster.goAway(true);
        String waiting = run("print('second')");
        Programs.await(member, session, Session.State.SUCCEEDED);
        cluster.goAway(false);
        Programs.await(member, waiting, Session.State.SUCCEEDED);
        assertThat(attempts(session)).isEqualTo(1);
    }

    @Test
    void what_is_wrong_with_a_pool_is_named() {
        var answer = api.admin().put("/api/v1/pools/wrong", """
                        {"engine": "KUBERNETES", "settings": {"namespace": "Research", "user": 0, "priority_boost": 1,
                         "gang_network": "host", "cloud": "x"}}
                        """).expect(400).json();
        assertThat(answer.path("errors")
                        .valueStream()
                        .map(each -> each.path("field").asString()))
                .contains(
                        "settings.cloud",
                        "settings.api_url",
                        "settings.token_file",
                        "settings.namespace",
                        "settings.shared_folder",
                        "settings.volume_claim",
                        "settings.server_url",
                        "settings.image",
                        "settings.user",
                        "settings.priority_boost",
                        "settings.gang_network");
    }

    private String job() {
        return cluster.jobs().getFirst().path("metadata").path("name").asString();
    }

    private int losses(String session) {
        return jdbc.sql("""
                        select count(*) from compute.attempt a
                        where a.session_id = cast(:id as uuid) and a.state = 'LOST'
                            and not exists (select 1 from compute.preemption m where m.attempt_id = a.id)
                        """).param("id", session).query(Integer.class).single();
    }

    private JsonNode pool(String field) {
        return api.admin().get("/api/v1/pools/" + pool()).expect(200).json().path(field);
    }

    /// The pool with these settings beside those that it cannot be without.
    private void put(Map<String, Object> further) throws IOException {
        Map<String, Object> settings =
                new HashMap<>(cluster.settings(api.uri("").toString()));
        settings.putAll(further);
        api.admin()
                .put(
                        "/api/v1/pools/" + pool(),
                        Json.MAPPER.writeValueAsString(
                                Map.of("engine", "KUBERNETES", "open", true, "settings", settings)))
                .expect(200);
    }
}
