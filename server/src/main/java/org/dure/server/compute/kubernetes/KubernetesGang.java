package org.dure.server.compute.kubernetes;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinityBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.engine.AgentCommand;

/// What a session on several nodes has beyond a Job of one pod. The ranks find one another by the files of the
/// attempt's folder, in which the first leaves the address of its pod: no Service, and no name to resolve.
final class KubernetesGang {

    /// Of the pods of gangs alone, so that an administrator's policies can tell them.
    static final String LABEL = "dure.org/gang";

    /// Set by the cluster in the pods of Indexed Jobs.
    private static final String RANK = "JOB_COMPLETION_INDEX";

    private static final String RANK_ANNOTATION = "batch.kubernetes.io/job-completion-index";
    private static final String ADDRESS = "POD_IP";

    private KubernetesGang() {}

    /// What tells an agent its seat; the cluster puts the values in.
    static List<String> seat(AgentCommand command) {
        return List.of(
                "--gang", command.gang().toString(), "--rank", "$(" + RANK + ")", "--address", "$(" + ADDRESS + ")");
    }

    static EnvVar address() {
        return new EnvVarBuilder()
                .withName(ADDRESS)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("status.podIP")
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    /// No two pods on one node.
    static PodAntiAffinity apart(UUID attemptId) {
        return new PodAntiAffinityBuilder()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .addToMatchLabels(KubernetesJob.ATTEMPT, attemptId.toString())
                .endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .build();
    }

    /// Whatever the programs listen at, nobody but their own gang reaches it. It goes with its Job.
    ///
    /// @param job as the cluster has it
    static NetworkPolicy policy(Job job, UUID attemptId) {
        Map<String, String> pods = Map.of(KubernetesJob.ATTEMPT, attemptId.toString());
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName(job.getMetadata().getName())
                .withLabels(job.getMetadata().getLabels())
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(pods)
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .addNewFrom()
                .withNewPodSelector()
                .withMatchLabels(pods)
                .endPodSelector()
                .endFrom()
                .endIngress()
                .endSpec()
                .build();
    }

    /// 0 for the one pod of a session that is no gang.
    static int rankOf(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String rank = annotations == null ? null : annotations.get(RANK_ANNOTATION);
        return rank != null && rank.matches("[0-9]{1,4}") ? Integer.parseInt(rank) : 0;
    }
}
