package org.dure.server.compute.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.Finding;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.engine.Presence;
import org.jspecify.annotations.Nullable;

/// What a Job and its pods say of an attempt.
final class KubernetesPresence {

    /// The condition of a pod that the cluster ends for reasons of its own: a drained node, a preemption, a taint.
    static final String DISRUPTED = "DisruptionTarget";

    private static final int WORDS_MAX = 300;

    private KubernetesPresence() {}

    /// @param job      null where there is none
    /// @param pods     of the Job
    /// @param workload what Kueue says; null where it says nothing
    static Presence of(@Nullable Job job, List<Pod> pods, @Nullable String workload) {
        // Of a gang that of the first rank, whose agent alone is heard.
        Optional<Pod> alive = pods.stream()
                .filter(pod -> !hasEnded(pod))
                .max(Comparator.comparing((Pod pod) -> -KubernetesGang.rankOf(pod))
                        .thenComparing(pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())));
        if (job == null) {
            return alive.isPresent() ? new Presence.There(Instant.MIN) : gone("forgotten");
        }
        Optional<Presence> ended = pods.stream()
                .filter(KubernetesPresence::hasEnded)
                .map(KubernetesPresence::ended)
                // What it died of says more than that it is over.
                .max(Comparator.comparing(presence -> !(presence instanceof Presence.Gone)));
        Optional<JobCondition> over = over(job);
        if (over.isPresent()) {
            return ended.filter(presence -> !(presence instanceof Presence.Gone))
                    .orElseGet(() -> ended(over.get(), ended));
        }
        if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            String words = workload == null ? "no word yet" : workload;
            return new Presence.Waits(
                    Reason.of(SessionReason.KUBERNETES_WAITS_KUEUE, Map.of("reason", words)), evicted(words));
        }
        boolean leads = pods.stream().anyMatch(pod -> KubernetesGang.rankOf(pod) == 0);
        if (alive.isPresent() && leads) {
            return alive(alive.get());
        }
        return ended.orElseGet(() -> new Presence.Waits(Reason.of(SessionReason.KUBERNETES_WAITS), evicted("no pod")));
    }

    private static Presence ended(JobCondition over, Optional<Presence> pod) {
        String reason = over.getReason() == null ? over.getType() : over.getReason();
        // Only a pod that was disrupted makes the Job's policy fail it.
        return reason.equals("PodFailurePolicy")
                ? new Presence.Evicted(evicted(cut(over.getMessage(), reason)))
                : pod.orElseGet(() -> gone(reason));
    }

    private static Optional<JobCondition> over(Job job) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(each -> each.getStatus().equals("True"))
                        .filter(each -> each.getType().equals("Failed")
                                || each.getType().equals("Complete"))
                        .findFirst();
    }

    private static boolean hasEnded(Pod pod) {
        String phase = phase(pod);
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    private static Presence alive(Pod pod) {
        if (phase(pod).equals("Pending")) {
            return new Presence.Waits(why(pod), evicted("its pod has not begun"));
        }
        // Of a node that is silent the cluster says Unknown: whether the agent is silent, too, Dure hears itself.
        return new Presence.There(instant(pod.getStatus().getStartTime()));
    }

    private static Presence ended(Pod pod) {
        PodStatus status = pod.getStatus();
        Optional<ContainerStateTerminated> container = statuses(pod)
                .map(each -> each.getState() == null ? null : each.getState().getTerminated())
                .filter(Objects::nonNull)
                .findFirst();
        if (container.filter(each -> "OOMKilled".equals(each.getReason())).isPresent()) {
            return outOfMemory(pod, container.get());
        }
        Optional<PodCondition> disrupted = status.getConditions().stream()
                .filter(each ->
                        each.getType().equals(DISRUPTED) && each.getStatus().equals("True"))
                .findFirst();
        if (disrupted.isPresent()) {
            return new Presence.Evicted(evicted(cut(
                    disrupted.get().getMessage(), String.valueOf(disrupted.get().getReason()))));
        }
        if ("Evicted".equals(status.getReason())) {
            return new Presence.Evicted(evicted(cut(status.getMessage(), "Evicted")));
        }
        return gone(container
                .map(each -> "exit code " + each.getExitCode())
                .orElseGet(() -> status.getReason() == null ? status.getPhase() : status.getReason()));
    }

    private static Presence outOfMemory(Pod pod, ContainerStateTerminated container) {
        Quantity limit = pod.getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .getLimits()
                .get("memory");
        String words = limit == null ? "its limit" : limit.toString().replace("Mi", " MiB");
        return new Presence.Failed(
                Reason.of(AttemptReason.MEMORY_EXCEEDED, Map.of("limit", words)),
                new Autopsy(
                        Reason.of(Finding.MAIN_MEMORY_FULL),
                        Reason.of(Finding.MAIN_MEMORY_FULL.next()),
                        List.of("pod " + pod.getMetadata().getName() + ": OOMKilled, exit code "
                                + container.getExitCode())));
    }

    private static Reason why(Pod pod) {
        Optional<ContainerStateWaiting> container = statuses(pod)
                .map(each -> each.getState() == null ? null : each.getState().getWaiting())
                .filter(Objects::nonNull)
                .filter(each -> each.getReason() != null
                        && !each.getReason().equals("ContainerCreating")
                        && !each.getReason().equals("PodInitializing"))
                .findFirst();
        if (container.isPresent()) {
            String words =
                    container.get().getReason() + " " + cut(container.get().getMessage(), "");
            return Reason.of(SessionReason.KUBERNETES_WAITS_IMAGE, Map.of("reason", words.strip()));
        }
        return (pod.getStatus() == null ? Stream.<PodCondition>empty() : pod.getStatus().getConditions().stream())
                .filter(each -> each.getType().equals("PodScheduled")
                        && each.getStatus().equals("False"))
                .findFirst()
                .map(each -> Reason.of(
                        SessionReason.KUBERNETES_WAITS_NODE,
                        Map.of("reason", cut(each.getMessage(), String.valueOf(each.getReason())))))
                .orElseGet(() -> Reason.of(SessionReason.KUBERNETES_WAITS));
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getContainerStatuses().stream();
    }

    private static Reason evicted(String why) {
        return Reason.of(SessionReason.KUBERNETES_EVICTED, Map.of("reason", why));
    }

    private static Presence gone(String state) {
        return new Presence.Gone(Reason.of(SessionReason.KUBERNETES_ENDED, Map.of("state", state)));
    }

    static String cut(@Nullable String words, String otherwise) {
        String said = words == null || words.isBlank() ? otherwise : words;
        return said.length() <= WORDS_MAX ? said : said.substring(0, WORDS_MAX) + " …";
    }

    private static Instant instant(@Nullable String time) {
        try {
            return time == null ? Instant.MIN : Instant.parse(time);
        } catch (DateTimeParseException other) {
            return Instant.MIN;
        }
    }
}
