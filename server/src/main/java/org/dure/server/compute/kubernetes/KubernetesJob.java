package org.dure.server.compute.kubernetes;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.ClusterEngine;
import org.dure.server.compute.engine.NodeKit;
import org.dure.server.compute.engine.SharedFolder;
import org.dure.server.compute.engine.Task;
import org.dure.server.compute.slot.Slot;

/// The Job of an attempt: one pod, or one for each rank of a gang, once. It holds no secret; the token lies in a file
/// of the attempt's own folder.
final class KubernetesJob {

    static final String POOL = "dure.org/pool";
    static final String ATTEMPT = "dure.org/attempt";
    private static final String SESSION = "dure.org/session";

    private static final String QUEUE = "kueue.x-k8s.io/queue-name";
    private static final String BOOST = "kueue.x-k8s.io/priority-boost";

    /// For the agent beside its program.
    static final long AGENT_MIB = 128;

    /// After the program's own time, for preparing and handing over.
    private static final long SPARE_SECONDS = 1_800;

    /// For the agent to end its program and say so.
    private static final long GRACE_SECONDS = 60;

    /// Where the cluster forgets by itself what Dure, for whatever reason, has not removed.
    private static final int KEPT_SECONDS = 24 * 3600;

    private static final String VOLUME = "dure";
    private static final String SCRATCH = "scratch";

    private KubernetesJob() {}

    /// A pool's name as a label's value.
    static String label(String pool) {
        return pool.matches("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
                ? pool
                : "pool-"
                        + Sha256.of(pool.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .hex()
                                .substring(0, 16);
    }

    /// @param command of the one container of each pod
    static Job of(KubernetesSettings settings, String pool, Task task, List<String> command) {
        Map<String, String> labels = labels(pool, task);
        Map<String, String> own = new HashMap<>(labels);
        Map<String, String> annotations = new HashMap<>();
        KubernetesSettings.Kueue kueue = settings.kueue();
        if (kueue != null) {
            own.put(QUEUE, kueue.queue());
            if (kueue.boost() != null) {
                annotations.put(BOOST, kueue.boost().toString());
            }
        }
        return new JobBuilder()
                .withNewMetadata()
                .withName(ClusterEngine.nameOf(task.attemptId()))
                .withLabels(own)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                // Kueue lets it begin.
                .withSuspend(kueue != null)
                .withCompletionMode(task.needs().isGang() ? "Indexed" : "NonIndexed")
                .withCompletions(task.needs().nodes())
                .withParallelism(task.needs().nodes())
                // A further pod would be a second run of one attempt: Dure starts the next attempt. The first of a
                // gang's that fails takes the others with it.
                .withBackoffLimit(0)
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .addNewOnPodCondition()
                .withType(KubernetesPresence.DISRUPTED)
                .withStatus("True")
                .endOnPodCondition()
                .endRule()
                .endPodFailurePolicy()
                .withActiveDeadlineSeconds(task.wallSeconds() + SPARE_SECONDS)
                .withTtlSecondsAfterFinished(KEPT_SECONDS)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(pod(settings, task, command))
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Map<String, String> labels(String pool, Task task) {
        Map<String, String> labels = new HashMap<>(Map.of(
                "app.kubernetes.io/managed-by",
                "dure",
                POOL,
                label(pool),
                ATTEMPT,
                task.attemptId().toString(),
                SESSION,
                task.sessionId().toString()));
        if (task.needs().isGang()) {
            labels.put(KubernetesGang.LABEL, "true");
        }
        return labels;
    }

    private static PodSpec pod(KubernetesSettings settings, Task task, List<String> command) {
        return new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withServiceAccountName(settings.serviceAccount())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // A user namespace of its own: what is root within it is nobody on the node.
                .withHostUsers(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withAffinity(affinity(task))
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser((long) settings.user())
                .withRunAsGroup((long) settings.user())
                .withSeccompProfile(seccomp(settings))
                .endSecurityContext()
                .withVolumes(volumes(settings))
                .withContainers(container(settings, task, command))
                .build();
    }

    /// On the nodes whose slots the attempt holds, and of a gang's pods one on each.
    private static Affinity affinity(Task task) {
        AffinityBuilder affinity = new AffinityBuilder()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNodeSelectorTerms(task.slots().stream()
                        .map(Slot::node)
                        .distinct()
                        .sorted()
                        .map(KubernetesJob::only)
                        .toList())
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity();
        return task.needs().isGang()
                ? affinity.withPodAntiAffinity(KubernetesGang.apart(task.attemptId()))
                        .build()
                : affinity.build();
    }

    /// One of several is enough; a field takes one value only.
    private static NodeSelectorTerm only(String node) {
        return new NodeSelectorTermBuilder()
                .addNewMatchField()
                .withKey("metadata.name")
                .withOperator("In")
                .withValues(node)
                .endMatchField()
                .build();
    }

    /// The agent makes namespaces for the sandbox of its program, which the cluster's usual profile forbids; the
    /// program itself runs under Dure's own filter.
    private static SeccompProfile seccomp(KubernetesSettings settings) {
        String profile = settings.seccompProfile();
        return profile == null
                ? new SeccompProfileBuilder().withType("Unconfined").build()
                : new SeccompProfileBuilder()
                        .withType("Localhost")
                        .withLocalhostProfile(profile)
                        .build();
    }

    private static List<Volume> volumes(KubernetesSettings settings) {
        return List.of(
                new VolumeBuilder()
                        .withName(VOLUME)
                        .withNewPersistentVolumeClaim()
                        .withClaimName(settings.volumeClaim())
                        .endPersistentVolumeClaim()
                        .build(),
                new VolumeBuilder()
                        .withName(SCRATCH)
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build());
    }

    private static Container container(KubernetesSettings settings, Task task, List<String> command) {
        Map<String, Quantity> resources = resources(settings, task.needs());
        return new ContainerBuilder()
                .withName("agent")
                .withImage(settings.image())
                .withCommand(command)
                .withEnv(environment(task.needs()))
                .withNewResources()
                .withRequests(resources)
                .withLimits(resources)
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withPrivileged(false)
                .withReadOnlyRootFilesystem(true)
                // The sandbox mounts a /proc of its own; without a user namespace the cluster would refuse this.
                .withProcMount("Unmasked")
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(mounts(settings, task.attemptId()))
                .build();
    }

    private static List<EnvVar> environment(Session.Needs needs) {
        List<EnvVar> environment =
                new ArrayList<>(List.of(new EnvVar("LC_ALL", "C.UTF-8", null), new EnvVar("HOME", "/tmp", null)));
        if (needs.isGang()) {
            environment.add(KubernetesGang.address());
        }
        return environment;
    }

    /// Of the shared volume a pod sees the kit, its own attempt and its user's packages, and nothing of other attempts.
    private static List<VolumeMount> mounts(KubernetesSettings settings, UUID attemptId) {
        return List.of(
                mount(settings, NodeKit.FOLDER, true),
                mount(settings, SharedFolder.ATTEMPTS + "/" + attemptId, false),
                mount(settings, SharedFolder.ENVIRONMENTS + "/" + settings.user(), false),
                new VolumeMountBuilder().withName(SCRATCH).withMountPath("/tmp").build());
    }

    private static VolumeMount mount(KubernetesSettings settings, String path, boolean readOnly) {
        Path here = settings.shared().resolve(path);
        return new VolumeMountBuilder()
                .withName(VOLUME)
                .withMountPath(here.toString())
                .withSubPath(path)
                .withReadOnly(readOnly)
                .build();
    }

    private static Map<String, Quantity> resources(KubernetesSettings settings, Session.Needs needs) {
        Map<String, Quantity> resources = new HashMap<>();
        resources.put("cpu", new Quantity((long) Math.ceil(needs.cpus() * 1_000) + "m"));
        resources.put("memory", new Quantity(((needs.memoryBytes() + (1 << 20) - 1 >> 20) + AGENT_MIB) + "Mi"));
        if (needs.gpus() > 0) {
            resources.put(settings.gpuResource(), new Quantity(Integer.toString(needs.gpus())));
        }
        return resources;
    }
}
