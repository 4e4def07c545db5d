package org.dure.server.compute.kubernetes;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.agent.WorkOrder;
import org.dure.server.compute.Pool;
import org.dure.server.compute.engine.AgentCommand;
import org.dure.server.compute.engine.ClusterEngine;
import org.dure.server.compute.engine.ClusterSource;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.NodeKit;
import org.dure.server.compute.engine.Task;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.slot.SlotService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A Kubernetes cluster. An attempt is a Job of its own, an Indexed one for a gang, named `dure-<attempt id>`, so that
/// one whose answer was never heard is found, too.
@Component
class KubernetesEngine extends ClusterEngine {

    private static final Duration REMOVAL = Duration.ofSeconds(90);
    private static final long LOOK_MILLIS = 500;
    private static final int CONFLICT = 409;

    private final NodeKit kit;

    KubernetesEngine(NodeKit kit, PoolService pools, SlotService slots, Bell bell, Clock clock) {
        super(pools, slots, bell, clock);
        this.kit = kit;
    }

    @Override
    public Pool.Engine engine() {
        return Pool.Engine.KUBERNETES;
    }

    @Override
    public Map<String, Object> check(Map<String, Object> given) {
        KubernetesSettings.read(given);
        return given;
    }

    @Override
    protected @Nullable String gangNetwork(Pool pool) {
        return KubernetesSettings.of(pool).gangNetwork();
    }

    @Override
    protected ClusterSource source(Pool pool) {
        return new KubernetesSource(pool.name(), KubernetesSettings.of(pool));
    }

    @Override
    public WorkOrder prepare(Pool pool, Task task, WorkOrder order) throws IOException {
        requireNetwork(pool, task);
        KubernetesSettings settings = KubernetesSettings.of(pool);
        return settings.folder().place(task.attemptId(), user(settings), order);
    }

    @Override
    public String start(Pool pool, Task task) throws IOException {
        KubernetesSettings settings = KubernetesSettings.of(pool);
        NodeKit.Kit parts = kit.in(settings.shared(), null);
        Path folder = settings.folder().attempt(task.attemptId(), user(settings));
        Path environments = settings.folder().environments(user(settings));
        settings.folder().putToken(task.attemptId(), user(settings), task.token());
        AgentCommand command =
                new AgentCommand(parts, "kubernetes", settings.serverUrl(), task.attemptId(), folder, environments);
        List<String> words = new ArrayList<>(command.words());
        if (task.needs().isGang()) {
            words.addAll(KubernetesGang.seat(command));
        }
        try (KubernetesApi api = new KubernetesApi(settings)) {
            Job made = make(api, KubernetesJob.of(settings, pool.name(), task, words));
            if (task.needs().isGang()) {
                closeToOthers(api, made, task.attemptId());
            }
        }
        return handle(settings.namespace(), task.attemptId());
    }

    /// @return as the cluster has it
    private static Job make(KubernetesApi api, Job job) throws IOException {
        try {
            return api.ask(client -> client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(api.settings().namespace())
                    .resource(job)
                    .create());
        } catch (KubernetesApi.RefusedException refused) {
            if (refused.code() != CONFLICT) {
                throw refused;
            }
        }
        // It was made by a try whose answer got lost.
        return api.ask(client -> Optional.ofNullable(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(api.settings().namespace())
                        .withName(job.getMetadata().getName())
                        .get()))
                .orElseThrow(() -> new EngineAwayException("the Job was made and is not there any more"));
    }

    /// Long before its programs start, for which all agents must have met.
    private static void closeToOthers(KubernetesApi api, Job job, UUID attemptId) throws IOException {
        try {
            api.ask(client -> client.network()
                    .v1()
                    .networkPolicies()
                    .inNamespace(api.settings().namespace())
                    .resource(KubernetesGang.policy(job, attemptId))
                    .create());
        } catch (KubernetesApi.RefusedException refused) {
            if (refused.code() != CONFLICT) {
                removeJob(api, attemptId);
                throw refused;
            }
        }
    }

    /// Pods of a node that does not answer are struck off the cluster's list: they would never be confirmed as ended.
    @Override
    public void clear(Pool pool, UUID attemptId, String handle) throws IOException {
        KubernetesSettings settings = KubernetesSettings.of(pool);
        Instant deadline = clock().instant().plus(REMOVAL);
        try (KubernetesApi api = new KubernetesApi(settings)) {
            while (true) {
                boolean gone = removeJob(api, attemptId);
                List<Pod> left = pods(api, attemptId);
                if (gone && left.isEmpty()) {
                    return;
                }
                if (clock().instant().isAfter(deadline)) {
                    throw new IOException("the Job " + nameOf(attemptId) + " or its pod is still there "
                            + REMOVAL.toSeconds() + " seconds after it was removed");
                }
                for (Pod pod : left) {
                    remove(api, pod);
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while removing a Job", e);
        }
    }

    /// @return whether there is none any more
    private static boolean removeJob(KubernetesApi api, UUID attemptId) throws IOException {
        return api.ask(client -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(api.settings().namespace())
                        .withName(nameOf(attemptId))
                        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                        .delete())
                .isEmpty();
    }

    private static List<Pod> pods(KubernetesApi api, UUID attemptId) throws IOException {
        return api.ask(client -> client.pods()
                .inNamespace(api.settings().namespace())
                .withLabel(KubernetesJob.ATTEMPT, attemptId.toString())
                .list()
                .getItems());
    }

    private static void remove(KubernetesApi api, Pod pod) throws IOException {
        boolean asked = pod.getMetadata().getDeletionTimestamp() != null;
        String node = pod.getSpec().getNodeName();
        if (asked && (node == null || answers(api, node))) {
            return;
        }
        api.ask(client -> client.pods()
                .inNamespace(api.settings().namespace())
                .withName(pod.getMetadata().getName())
                .withGracePeriod(asked ? 0 : 5)
                .delete());
    }

    private static boolean answers(KubernetesApi api, String node) throws IOException {
        var found = api.ask(
                client -> Optional.ofNullable(client.nodes().withName(node).get()));
        return found.isPresent()
                && found.get().getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True"));
    }

    /// The Job, too: the cluster keeps those that have ended.
    @Override
    public void forget(Pool pool, UUID attemptId) throws IOException {
        KubernetesSettings settings = KubernetesSettings.of(pool);
        try (KubernetesApi api = new KubernetesApi(settings)) {
            removeJob(api, attemptId);
        }
        settings.folder().forget(attemptId);
    }

    private static String user(KubernetesSettings settings) {
        return Integer.toString(settings.user());
    }
}
