package org.dure.server.compute.kubernetes;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dure.base.Reason;
import org.dure.server.compute.engine.ClusterSource;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.pool.PoolReason;
import org.dure.server.compute.slot.Node;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The API server of one pool: one list of Jobs, one of pods and, where Kueue is asked, one of its Workloads, whatever
/// the number of sessions. Lists are read whole and fresh: a cache that lags would make a new Job look gone.
final class KubernetesSource implements ClusterSource {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);
    private static final String KUEUE = "kueue.x-k8s.io";

    private final String pool;
    private final KubernetesApi api;
    private final KubernetesSettings settings;
    private @Nullable String kueueVersion;
    private boolean toldOfPriorities;

    KubernetesSource(String pool, KubernetesSettings settings) {
        this.pool = pool;
        this.api = new KubernetesApi(settings);
        this.settings = settings;
    }

    @Override
    public List<Node> nodes() throws IOException {
        return KubernetesNodes.of(
                api.ask(client ->
                        client.nodes().withLabels(settings.nodeLabels()).list().getItems()),
                settings.gpuResource());
    }

    @Override
    public Map<String, Presence> presences(Set<String> names) throws IOException {
        String label = KubernetesJob.label(pool);
        Map<String, Job> jobs = api
                .ask(client -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(settings.namespace())
                        .withLabel(KubernetesJob.POOL, label)
                        .list()
                        .getItems())
                .stream()
                .collect(Collectors.toMap(job -> job.getMetadata().getName(), Function.identity()));
        Map<String, List<Pod>> pods = api
                .ask(client -> client.pods()
                        .inNamespace(settings.namespace())
                        .withLabel(KubernetesJob.POOL, label)
                        .list()
                        .getItems())
                .stream()
                .collect(Collectors.groupingBy(
                        pod -> "dure-" + pod.getMetadata().getLabels().get(KubernetesJob.ATTEMPT)));
        Map<String, KueueWorkload> workloads = settings.kueue() == null ? Map.of() : workloads();
        Map<String, Presence> presences = new HashMap<>();
        for (String name : names) {
            KueueWorkload workload = workloads.get(name);
            presences.put(
                    name,
                    KubernetesPresence.of(
                            jobs.get(name),
                            pods.getOrDefault(name, List.of()),
                            workload == null ? null : workload.says()));
            if (workload != null) {
                raise(workload);
            }
        }
        return presences;
    }

    /// By the names of their Jobs.
    private Map<String, KueueWorkload> workloads() throws IOException {
        String version = kueueVersion();
        List<GenericKubernetesResource> found = api.ask(client -> client.genericKubernetesResources(version, "Workload")
                .inNamespace(settings.namespace())
                .list()
                .getItems());
        Map<String, KueueWorkload> workloads = new HashMap<>();
        found.forEach(each -> KueueWorkload.of(each).forEach(workload -> workloads.put(workload.job(), workload)));
        return workloads;
    }

    private String kueueVersion() throws IOException {
        String known = kueueVersion;
        if (known == null) {
            APIGroup group = api.ask(client -> client.getApiGroup(KUEUE));
            if (group == null) {
                throw new EngineRefusesException(Reason.of(PoolReason.CLUSTER_WITHOUT_KUEUE));
            }
            known = group.getPreferredVersion().getGroupVersion();
            kueueVersion = known;
        }
        return known;
    }

    /// Its place among the workloads of others. Kueue leaves a priority that was set alone.
    private void raise(KueueWorkload workload) throws IOException {
        Integer priority = settings.kueue() == null ? null : settings.kueue().priority();
        if (priority == null || workload.priority() == priority) {
            return;
        }
        String version = kueueVersion();
        try {
            api.ask(client -> client.genericKubernetesResources(version, "Workload")
                    .inNamespace(settings.namespace())
                    .withName(workload.name())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"priority\": " + priority + "}}"));
        } catch (KubernetesApi.RefusedException refused) {
            // One that has just ended is not there any more; whoever may not change them is told once.
            if (!toldOfPriorities) {
                LOG.warn("Workload {} keeps its priority: {}", workload.name(), refused.getMessage());
            }
            toldOfPriorities = true;
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
