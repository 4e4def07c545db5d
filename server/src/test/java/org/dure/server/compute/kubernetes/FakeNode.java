package org.dure.server.compute.kubernetes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The one node of the pretended cluster, and the controller of its Jobs: runs the command of each pod as a process of
/// the user that the pod names, and writes down what became of it.
final class FakeNode {

    static final String NAME = "node-1";
    private static final int KILLED = 137;

    private final Path log;
    private final Function<String, ObjectNode> jobs;
    private final Map<String, ObjectNode> pods = new ConcurrentHashMap<>();
    private final Map<String, Process> processes = new ConcurrentHashMap<>();
    private volatile boolean full;

    /// @param log  of what the pods print
    /// @param jobs by their names; null where there is none
    FakeNode(Path log, Function<String, ObjectNode> jobs) {
        this.log = log;
        this.jobs = jobs;
    }

    Collection<ObjectNode> pods() {
        return pods.values();
    }

    ObjectNode pod(String name) {
        return pods.get(name);
    }

    List<ObjectNode> podsOf(String job) {
        return pods.values().stream()
                .filter(pod -> pod.path("metadata").path("name").asString().startsWith(job + "-"))
                .toList();
    }

    boolean isEmpty() {
        return pods.isEmpty() && processes.isEmpty();
    }

    void fill(boolean isFull) {
        full = isFull;
        if (!isFull) {
            pods.values().stream()
                    .filter(pod -> pod.path("status").path("phase").asString().equals("Pending"))
                    .forEach(this::begin);
        }
    }

    void close() throws InterruptedException {
        List<Process> left = List.copyOf(processes.values());
        pods.values().forEach(this::end);
        for (Process process : left) {
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    void run(ObjectNode job) {
        String name = job.path("metadata").path("name").asString() + "-" + Long.toString(System.nanoTime(), 36);
        JsonNode template = job.path("spec").path("template");
        ObjectNode pod = Json.MAPPER.createObjectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata")
                .put("name", name)
                .put("namespace", FakeKubernetes.NAMESPACE)
                .put("creationTimestamp", now())
                .set("labels", template.path("metadata").path("labels"));
        pod.set("spec", template.path("spec").deepCopy());
        pod.putObject("status").put("phase", "Pending");
        pods.put(name, pod);
        if (full) {
            condition(pod, "PodScheduled", "False", "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.");
        } else {
            begin(pod);
        }
    }

    private void begin(ObjectNode pod) {
        JsonNode spec = pod.path("spec");
        JsonNode container = spec.path("containers").get(0);
        String user = spec.path("securityContext").path("runAsUser").asString();
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"));
        container.path("command").forEach(word -> command.add(word.asString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        container
                .path("env")
                .forEach(each -> builder.environment()
                        .put(each.path("name").asString(), each.path("value").asString()));
        ((ObjectNode) spec).put("nodeName", NAME);
        ((ObjectNode) pod.path("status")).put("phase", "Running").put("startTime", now());
        try {
            Process process = builder.start();
            processes.put(pod.path("metadata").path("name").asString(), process);
            process.onExit().thenAccept(ended -> over(pod, ended.exitValue()));
        } catch (IOException failed) {
            over(pod, KILLED);
        }
    }

    /// Deletes the pod with all that it runs.
    void kill(ObjectNode pod) {
        String name = pod.path("metadata").path("name").asString();
        ((ObjectNode) pod.path("metadata")).put("deletionTimestamp", now());
        if (end(pod)) {
            pods.remove(name);
        }
    }

    /// @return whether nothing of it runs
    boolean end(ObjectNode pod) {
        Process process = processes.get(pod.path("metadata").path("name").asString());
        if (process == null) {
            return true;
        }
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        return false;
    }

    private void over(ObjectNode pod, int exitCode) {
        String name = pod.path("metadata").path("name").asString();
        ObjectNode status = (ObjectNode) pod.path("status");
        status.put("phase", exitCode == 0 ? "Succeeded" : "Failed");
        status.putArray("containerStatuses")
                .addObject()
                .put("name", "agent")
                .putObject("state")
                .putObject("terminated")
                .put("exitCode", exitCode)
                .put("reason", pod.has("oom") ? "OOMKilled" : exitCode == 0 ? "Completed" : "Error");
        processes.remove(name);
        if (pod.path("metadata").has("deletionTimestamp")) {
            pods.remove(name);
        }
        ObjectNode job = jobs.apply(name.substring(0, name.lastIndexOf('-')));
        if (job != null && !job.path("spec").path("suspend").asBoolean()) {
            boolean disrupted = status.path("conditions")
                    .valueStream()
                    .anyMatch(each -> each.path("type").asString().equals("DisruptionTarget"));
            condition(job, exitCode == 0 ? "Complete" : "Failed", "True", "its pod has ended")
                    .put("reason", disrupted ? "PodFailurePolicy" : "BackoffLimitExceeded");
        }
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

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
