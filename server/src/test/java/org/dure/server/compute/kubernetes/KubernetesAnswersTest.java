package org.dure.server.compute.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dure.server.base.UserError;
import org.dure.server.compute.engine.Presence;
import org.junit.jupiter.api.Test;

/// What an API server answers, as real clusters answer it.
class KubernetesAnswersTest {

    private static final Job JOB = job("{}", false);

    private static Job job(String status, boolean suspended) {
        return Serialization.unmarshal(
                "{\"metadata\": {\"name\": \"dure-a\"}, \"spec\": {\"suspend\": " + suspended + "}, \"status\": "
                        + status + "}",
                Job.class);
    }

    private static Pod pod(String status) {
        return Serialization.unmarshal("""
                {"metadata": {"name": "dure-a-1", "creationTimestamp": "2026-11-01T00:00:00Z"},
                 "spec": {"containers": [{"name": "agent", "resources": {"limits": {"memory": "256Mi"}}}]},
                 "status": %s}
                """.formatted(status), Pod.class);
    }

    private static Presence of(String podStatus) {
        return KubernetesPresence.of(JOB, List.of(pod(podStatus)), null);
    }

    @Test
    void a_pod_that_waits_says_for_what() {
        assertThat(waits(KubernetesPresence.of(JOB, List.of(), null)))
                .isEqualTo("is with Kubernetes, which makes its pod");
        assertThat(waits(of("{\"phase\": \"Pending\"}"))).isEqualTo("is with Kubernetes, which makes its pod");
        assertThat(waits(of("""
                        {"phase": "Pending", "containerStatuses": [{"name": "agent", "state": {"waiting":
                          {"reason": "ImagePullBackOff", "message": "Back-off pulling image \\"x\\""}}}]}
                        """)))
                .isEqualTo(
                        "is with Kubernetes, which cannot start its container: ImagePullBackOff Back-off pulling image \"x\"");
        assertThat(waits(KubernetesPresence.of(job("{}", true), List.of(), "no quota")))
                .isEqualTo("is with Kueue, which says: no quota");
    }

    @Test
    void a_node_that_is_silent_ends_nothing() {
        assertThat(of("{\"phase\": \"Running\", \"startTime\": \"2026-11-01T00:00:05Z\"}"))
                .isEqualTo(new Presence.There(Instant.parse("2026-11-01T00:00:05Z")));
        assertThat(of("{\"phase\": \"Unknown\"}")).isEqualTo(new Presence.There(Instant.MIN));
        assertThat(KubernetesPresence.of(null, List.of(pod("{\"phase\": \"Running\"}")), null))
                .isInstanceOf(Presence.There.class);
        assertThat(KubernetesPresence.of(null, List.of(), null)).isInstanceOf(Presence.Gone.class);
    }

    @Test
    void what_the_cluster_takes_back_is_told_apart_from_what_ends_by_itself() {
        assertThat(
                        of(
                                "{\"phase\": \"Failed\", \"reason\": \"Evicted\", \"message\": \"The node was low on resource: memory\"}"))
                .isInstanceOf(Presence.Evicted.class);
        assertThat(of("""
                        {"phase": "Failed", "conditions": [{"type": "DisruptionTarget", "status": "True",
                          "reason": "DeletionByTaintManager", "message": "Taint manager: deleting due to NoExecute taint"}]}
                        """)).isInstanceOf(Presence.Evicted.class);
        // The pod is gone already, and only its Job tells why.
        assertThat(KubernetesPresence.of(over("PodFailurePolicy"), List.of(), null))
                .isInstanceOf(Presence.Evicted.class);
        assertThat(KubernetesPresence.of(over("BackoffLimitExceeded"), List.of(), null))
                .isInstanceOf(Presence.Gone.class);
        assertThat(of(terminated("Error", 1))).isInstanceOf(Presence.Gone.class);
        // Of two causes, what it died of counts: a container killed for its memory fails its Job, too.
        assertThat(KubernetesPresence.of(
                        over("BackoffLimitExceeded"), List.of(pod(terminated("OOMKilled", 137))), null))
                .isInstanceOf(Presence.Failed.class);
    }

    @Test
    void of_a_gang_the_pod_of_the_first_rank_tells() {
        Pod first = pod(0, "{\"phase\": \"Running\", \"startTime\": \"2026-11-01T00:00:05Z\"}");
        Pod second = pod(1, "{\"phase\": \"Pending\"}");
        // Its agent is the one that is heard: one that runs is there, whatever the others wait for.
        assertThat(KubernetesPresence.of(JOB, List.of(second, first), null))
                .isEqualTo(new Presence.There(Instant.parse("2026-11-01T00:00:05Z")));
        assertThat(KubernetesPresence.of(
                        JOB, List.of(pod(1, "{\"phase\": \"Running\"}"), pod(0, "{\"phase\": \"Pending\"}")), null))
                .isInstanceOf(Presence.Waits.class);
        // It is yet to be made.
        assertThat(KubernetesPresence.of(JOB, List.of(pod(1, "{\"phase\": \"Running\"}")), null))
                .isInstanceOf(Presence.Waits.class);
        // One has ended, and the Job is not over: the others are still to be ended.
        assertThat(KubernetesPresence.of(JOB, List.of(first, pod(1, terminated("Error", 1))), null))
                .isInstanceOf(Presence.There.class);
        assertThat(KubernetesPresence.of(
                        over("BackoffLimitExceeded"),
                        List.of(pod(0, terminated("Error", 143)), pod(1, terminated("OOMKilled", 137))),
                        null))
                .isInstanceOf(Presence.Failed.class);
    }

    private static Pod pod(int rank, String status) {
        Pod pod = pod(status);
        pod.getMetadata().setAnnotations(Map.of("batch.kubernetes.io/job-completion-index", Integer.toString(rank)));
        return pod;
    }

    @Test
    void nodes_that_take_pods_have_what_is_allocatable() {
        Node ready = node("{}", "True");
        Node cordoned = node("{\"unschedulable\": true}", "True");
        Node silent = node("{}", "Unknown");
        assertThat(KubernetesNodes.of(List.of(ready, cordoned, silent), "nvidia.com/gpu"))
                .singleElement()
                .satisfies(node -> {
                    assertThat(node.cpus()).isEqualTo(15);
                    assertThat(node.gpus()).containsExactly(0, 1, 2, 3);
                    assertThat(node.memoryBytes()).isEqualTo(((long) 64 << 30) - ((long) 128 << 20));
                });
        assertThat(KubernetesNodes.of(List.of(ready), "amd.com/gpu").getFirst().gpus())
                .isEmpty();
    }

    @Test
    void a_kubeconfig_and_what_it_holds_exclude_each_other() {
        assertThatThrownBy(() -> KubernetesSettings.read(Map.of(
                        "kubeconfig",
                        "/etc/dure/kubeconfig",
                        "token_file",
                        "/etc/dure/token",
                        "namespace",
                        "research",
                        "shared_folder",
                        "/mnt/dure",
                        "volume_claim",
                        "dure",
                        "server_url",
                        "http://10.0.0.1:8080",
                        "image",
                        "dure-node:1")))
                .isInstanceOfSatisfying(
                        UserError.Invalid.class,
                        invalid -> assertThat(invalid.fields())
                                .extracting(UserError.Field::field)
                                .containsExactly("settings.kubeconfig"));
    }

    private static Job over(String reason) {
        return job(
                "{\"conditions\": [{\"type\": \"Failed\", \"status\": \"True\", \"reason\": \"" + reason + "\"}]}",
                false);
    }

    private static String terminated(String reason, int code) {
        return "{\"phase\": \"Failed\", \"containerStatuses\": [{\"name\": \"agent\", \"state\": {\"terminated\":"
                + " {\"reason\": \"" + reason + "\", \"exitCode\": " + code + "}}}]}";
    }

    private static Node node(String spec, String ready) {
        return Serialization.unmarshal("""
                {"metadata": {"name": "n"}, "spec": %s,
                 "status": {"allocatable": {"cpu": "15900m", "memory": "67108864Ki", "nvidia.com/gpu": "4"},
                            "conditions": [{"type": "Ready", "status": "%s"}]}}
                """.formatted(spec, ready), Node.class);
    }

    private static String waits(Presence presence) {
        return ((Presence.Waits) presence).reason().text();
    }
}
