package org.dure.server.compute.kubernetes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The nodes of the pretended cluster, its scheduler and the controller of its Jobs: runs the command of each pod as a
/// process of the user that the pod names, and writes down what became of it. All nodes are this machine.
final class FakeNodes {

    private static final int KILLED = 137;
    private static final String JOB = "batch.kubernetes.io/job-name";
    private static final String RANK = "batch.kubernetes.io/job-completion-index";

    private final Path log;
    private final List<String> names;
    private final Function<String, ObjectNode> jobs;
    private final Map<String, ObjectNode> pods = new ConcurrentHashMap<>();
    private final Map<String, Process> processes = new ConcurrentHashMap<>();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private volatile boolean full;

    /// @param log  of what the pods print
    /// @param jobs by their names; null where there is none
    FakeNodes(Path log, int count, Function<String, ObjectNode> jobs) {
        this.log = log;
        this.names =
                IntStream.rangeClosed(1, count).mapToObj(each -> "node-" + each).toList();
        this.jobs = jobs;
    }

    List<String> names() {
        return names;
    }

    boolean isReady(String name) {
        return !lost.contains(name);
    }

    Collection<ObjectNode> pods() {
        return pods.values();
    }

    ObjectNode pod(String name) {
        return pods.get(name);
    }

    List<ObjectNode> podsOf(String job) {
        return pods.values().stream().filter(pod -> jobOf(pod).equals(job)).toList();
    }

    boolean isEmpty() {
        return pods.isEmpty() && processes.isEmpty();
    }

    void fill(boolean isFull) {
        full = isFull;
        if (!isFull) {
            pods.values().stream().filter(pod -> phase(pod).equals("Pending")).forEach(this::begin);
        }
    }

    /// The machine is off: nothing of it runs, and nobody says so.
    void lose(String name) {
        lost.add(name);
        pods.values().stream().filter(pod -> nodeOf(pod).equals(name)).forEach(this::end);
    }

    /// It is on again.
    void restore(String name) {
        lost.remove(name);
    }

    void close() throws InterruptedException {
        List<Process> left = List.copyOf(processes.values());
        pods.values().forEach(this::end);
        for (Process process : left) {
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /// Makes its pods.
    void run(ObjectNode job) {
        boolean indexed =
                job.path("spec").path("completionMode").asString("NonIndexed").equals("Indexed");
        int completions = job.path("spec").path("completions").asInt(1);
        for (int rank = 0; rank < completions; rank++) {
            ObjectNode pod = pod(job, indexed ? Integer.toString(rank) : null);
            pods.put(nameOf(pod), pod);
            begin(pod);
        }
    }

    private static ObjectNode pod(ObjectNode job, String rank) {
        String jobName = nameOf(job);
        JsonNode template = job.path("spec").path("template");
        ObjectNode pod = Json.MAPPER.createObjectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", jobName + (rank == null ? "-" : "-" + rank + "-") + Long.toString(System.nanoTime(), 36))
                .put("namespace", FakeKubernetes.NAMESPACE)
                .put("creationTimestamp", now());
        ObjectNode labels =
                (ObjectNode) template.path("metadata").path("labels").deepCopy();
        metadata.set("labels", labels.put(JOB, jobName));
        if (rank != null) {
            metadata.putObject("annotations").put(RANK, rank);
        }
        pod.set("spec", template.path("spec").deepCopy());
        pod.putObject("status").put("phase", "Pending");
        return pod;
    }

    private synchronized void begin(ObjectNode pod) {
        Optional<String> node = full ? Optional.empty() : place(pod);
        if (node.isEmpty()) {
            condition(pod, "PodScheduled", "False", "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.");
            return;
        }
        JsonNode spec = pod.path("spec");
        JsonNode container = spec.path("containers").get(0);
        String user = spec.path("securityContext").path("runAsUser").asString();
        Map<String, String> environment = environment(pod, container);
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"));
        container.path("command").forEach(word -> command.add(expanded(word.asString(), environment)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().putAll(environment);
        ((ObjectNode) spec).put("nodeName", node.get());
        ((ObjectNode) pod.path("status")).put("phase", "Running").put("startTime", now());
        try {
            Process process = builder.start();
            processes.put(nameOf(pod), process);
            process.onExit().thenAccept(ended -> over(pod, ended.exitValue()));
        } catch (IOException failed) {
            over(pod, KILLED);
        }
    }

    /// The first node that the pod may run on, and on which there is none that it keeps away from.
    private Optional<String> place(ObjectNode pod) {
        JsonNode affinity = pod.path("spec").path("affinity");
        Set<String> allowed = affinity.path("nodeAffinity")
                .path("requiredDuringSchedulingIgnoredDuringExecution")
                .path("nodeSelectorTerms")
                .valueStream()
                .map(term -> term.path("matchFields").get(0).path("values"))
                // As the API server would say.
                .map(values -> values.size() == 1 ? values.get(0).asString() : "not exactly one")
                .collect(Collectors.toSet());
        Set<String> avoided = affinity.path("podAntiAffinity")
                .path("requiredDuringSchedulingIgnoredDuringExecution")
                .valueStream()
                .map(term -> term.path("labelSelector").path("matchLabels"))
                .flatMap(labels -> pods.values().stream()
                        .filter(other -> labels.properties().stream()
                                .allMatch(label -> label.getValue()
                                        .equals(other.path("metadata")
                                                .path("labels")
                                                .path(label.getKey())))))
                .map(FakeNodes::nodeOf)
                .collect(Collectors.toSet());
        return names.stream()
                .filter(name -> isReady(name) && allowed.contains(name) && !avoided.contains(name))
                .findFirst();
    }

    private static Map<String, String> environment(ObjectNode pod, JsonNode container) {
        Map<String, String> environment = new HashMap<>();
        container.path("env").forEach(each -> {
            String field =
                    each.path("valueFrom").path("fieldRef").path("fieldPath").asString("");
            environment.put(
                    each.path("name").asString(),
                    field.equals("status.podIP")
                            ? "127.0.0.1"
                            : each.path("value").asString(""));
        });
        JsonNode rank = pod.path("metadata").path("annotations").path(RANK);
        if (rank.isString()) {
            environment.put("JOB_COMPLETION_INDEX", rank.asString());
        }
        return environment;
    }

    /// As the kubelet puts the container's variables in.
    private static String expanded(String word, Map<String, String> environment) {
        String expanded = word;
        for (Map.Entry<String, String> each : environment.entrySet()) {
            expanded = expanded.replace("$(" + each.getKey() + ")", each.getValue());
        }
        return expanded;
    }

    /// Deletes the pod with all that it runs; one of a lost node only says that it shall go.
    void kill(ObjectNode pod) {
        ((ObjectNode) pod.path("metadata")).put("deletionTimestamp", now());
        if (end(pod) && isReady(nodeOf(pod))) {
            pods.remove(nameOf(pod));
        }
    }

    /// Strikes the pod off the list, whatever may run of it.
    void strikeOff(ObjectNode pod) {
        end(pod);
        pods.remove(nameOf(pod));
    }

    /// @return whether nothing of it runs
    boolean end(ObjectNode pod) {
        Process process = processes.get(nameOf(pod));
        if (process == null) {
            return true;
        }
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        return false;
    }

    private synchronized void over(ObjectNode pod, int exitCode) {
        processes.remove(nameOf(pod));
        if (!isReady(nodeOf(pod))) {
            return;
        }
        ObjectNode status = (ObjectNode) pod.path("status");
        status.put("phase", exitCode == 0 ? "Succeeded" : "Failed");
        status.putArray("containerStatuses")
                .addObject()
                .put("name", "agent")
                .putObject("state")
                .putObject("terminated")
                .put("exitCode", exitCode)
                .put("reason", pod.has("oom") ? "OOMKilled" : exitCode == 0 ? "Completed" : "Error");
        if (pod.path("metadata").has("deletionTimestamp")) {
            pods.remove(nameOf(pod));
        }
        ObjectNode job = jobs.apply(jobOf(pod));
        if (job != null && !job.path("spec").path("suspend").asBoolean()) {
            settle(job, pod, exitCode);
        }
    }

    /// A Job has failed with the first of its pods, as soon as none of them runs, and is complete with the last.
    private void settle(ObjectNode job, ObjectNode pod, int exitCode) {
        if (exitCode != 0 && !job.has("failing")) {
            boolean disrupted = pod.path("status")
                    .path("conditions")
                    .valueStream()
                    .anyMatch(each -> each.path("type").asString().equals("DisruptionTarget"));
            job.put("failing", disrupted ? "PodFailurePolicy" : "BackoffLimitExceeded");
        }
        boolean failed = job.has("failing");
        if (failed) {
            open(job).forEach(this::kill);
        }
        if (open(job).isEmpty()) {
            condition(job, failed ? "Failed" : "Complete", "True", "its pods have ended")
                    .put("reason", failed ? job.path("failing").asString() : "CompletionsReached");
        }
    }

    private List<ObjectNode> open(ObjectNode job) {
        return podsOf(nameOf(job)).stream()
                .filter(pod -> phase(pod).matches("Pending|Running"))
                .toList();
    }

    static ObjectNode condition(ObjectNode of, String type, String value, String message) {
        ObjectNode status = of.path("status").isObject() ? (ObjectNode) of.path("status") : of.putObject("status");
        ArrayNode all = status.path("conditions").isArray()
                ? (ArrayNode) status.path("conditions")
                : status.putArray("conditions");
        for (int at = all.size() - 1; at >= 0; at--) {
            if (all.get(at).path("type").asString().equals(type)) {
                all.remove(at);
            }
        }
        return all.addObject()
                .put("type", type)
                .put("status", value)
                .put("message", message)
                .put("reason", "Test")
                .put("lastTransitionTime", now());
    }

    private static String nameOf(JsonNode of) {
        return of.path("metadata").path("name").asString();
    }

    private static String jobOf(JsonNode pod) {
        return pod.path("metadata").path("labels").path(JOB).asString();
    }

    /// Empty where it is on none yet.
    private static String nodeOf(JsonNode pod) {
        return pod.path("spec").path("nodeName").asString("");
    }

    private static String phase(JsonNode pod) {
        return pod.path("status").path("phase").asString();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
