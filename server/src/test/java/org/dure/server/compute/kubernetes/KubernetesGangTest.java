package org.dure.server.compute.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dure.server.base.Folders;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.GangContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Sessions on two nodes of a cluster that is only pretended, but really runs the agents of both pods.
class KubernetesGangTest extends GangContract {

    private static final String SLEEP = "import time\nprint('running', flush=True)\ntime.sleep(600)\n";

    private Path folder;
    private FakeKubernetes cluster;

    @Override
    protected String pool() {
        return "kube-gangs";
    }

    @Override
    protected Pool.Engine engine() {
        return Pool.Engine.KUBERNETES;
    }

    @Override
    protected String network() {
        return "pod";
    }

    /// What the pretended pods have no devices for.
    @Override
    protected int gpus() {
        return 0;
    }

    @Override
    protected Map<String, Object> settings() throws IOException {
        Assumptions.assumeTrue(
                ProcessHandle.current().info().user().filter("root"::equals).isPresent(),
                "pods run as a user of their own, which only root can start");
        if (cluster == null) {
            folder = Files.createTempDirectory("kubernetes");
            cluster = new FakeKubernetes(folder, 2);
        }
        return cluster.settings(api.uri("").toString());
    }

    @AfterEach
    void no_job_is_left() throws Exception {
        await("Jobs and policies", () -> cluster.isEmpty());
        api.admin().put("/api/v1/pools/" + pool(), "{\"open\": false}").expect(200);
        cluster.close();
        Folders.delete(folder);
    }

    @Test
    void a_gang_is_one_indexed_job_whose_pods_keep_apart_and_are_closed_to_others() {
        String session = run(2, SLEEP);
        Programs.awaitLog(member, session, "[1] running");
        String attempt = attempts(session).getFirst().toString();
        JsonNode job = cluster.jobs().getFirst();
        JsonNode spec = job.path("spec");
        assertThat(spec.path("completionMode").asString()).isEqualTo("Indexed");
        assertThat(spec.path("completions").asInt()).isEqualTo(2);
        assertThat(spec.path("parallelism").asInt()).isEqualTo(2);
        assertThat(spec.path("backoffLimit").asInt(-1)).isZero();
        assertThat(cluster.pods().stream()
                        .map(pod -> pod.path("spec").path("nodeName").asString()))
                .containsExactlyInAnyOrder("node-1", "node-2");
        JsonNode metadata = spec.path("template").path("metadata");
        assertThat(metadata.path("labels").path("dure.org/gang").asString()).isEqualTo("true");
        JsonNode policy = cluster.policies().getFirst();
        assertThat(policy.path("metadata")
                        .path("ownerReferences")
                        .get(0)
                        .path("uid")
                        .asString())
                .isEqualTo(job.path("metadata").path("uid").asString());
        List<JsonNode> selectors = List.of(
                policy.path("spec").path("podSelector"),
                policy.path("spec").path("ingress").get(0).path("from").get(0).path("podSelector"));
        assertThat(selectors)
                .allSatisfy(selector -> assertThat(selector.path("matchLabels")
                                .path("dure.org/attempt")
                                .asString())
                        .isEqualTo(attempt));
        // Stopped as a whole: the contract looks for what is left of either pod.
        stop(session);
        Programs.await(member, session, Session.State.STOPPED);
        assertThat(Programs.log(member, session)).contains("running\n").contains("[1] running\n");
    }

    @Test
    @Tag("long")
    void a_pod_that_is_evicted_costs_the_gang_its_place_and_no_loss() {
        String session = run(2, CHECKPOINTED);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        Programs.awaitLog(member, session, "[1] rank 1 runs");
        cluster.drain(job());
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertResumed(session);
        assertThat(jdbc.sql("""
                        select count(*) from compute.attempt a
                        where a.session_id = cast(:id as uuid) and a.state = 'LOST'
                            and not exists (select 1 from compute.preemption m where m.attempt_id = a.id)
                        """).param("id", session).query(Integer.class).single())
                .isZero();
    }

    /// Nobody but the first rank notices: the API server still calls the pod running.
    @Test
    @Tag("long")
    void a_gang_whose_second_node_is_lost_goes_on_as_soon_as_there_are_two_again() {
        String session = run(2, CHECKPOINTED);
        Programs.awaitLog(member, session, "stored checkpoint 1");
        Programs.awaitLog(member, session, "[1] rank 1 runs");
        String other = cluster.pods().stream()
                .filter(pod ->
                        pod.path("metadata").path("annotations").toString().contains("\"1\""))
                .map(pod -> pod.path("spec").path("nodeName").asString())
                .findFirst()
                .orElseThrow();
        cluster.lose(other);
        await("the lost attempt's end", () -> cluster.isEmpty());
        cluster.restore(other);
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertResumed(session);
        assertThat(Programs.log(member, session)).contains("rank 1 has not been heard of for 90 seconds");
    }

    @Test
    @Tag("long")
    void an_api_server_that_goes_away_and_comes_back_costs_a_gang_no_attempt() {
        String session = run(2, "import time\nprint('running', flush=True)\ntime.sleep(8)\n");
        Programs.awaitLog(member, session, "[1] running");
        cluster.goAway(true);
        Programs.await(member, session, Session.State.SUCCEEDED);
        cluster.goAway(false);
        assertThat(attempts(session)).hasSize(1);
    }

    private String job() {
        return cluster.jobs().getFirst().path("metadata").path("name").asString();
    }
}
