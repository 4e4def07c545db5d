package org.dure.server.compute.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An API server at the edge of the world: the few REST paths of Kubernetes and Kueue that the engine speaks, and
/// behind
/// them nodes that really run the commands of each Job's pods, as processes of the user that the pods name. What only
/// a real cluster does (images, volumes, namespaces, limits, networks) it does not do.
final class FakeKubernetes implements AutoCloseable {

    static final String NAMESPACE = "research";
    private static final String TOKEN = "token-of-a-service-account";
    private static final String JOBS = "/apis/batch/v1/namespaces/" + NAMESPACE + "/jobs";
    private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";
    private static final String POLICIES = "/apis/networking.k8s.io/v1/namespaces/" + NAMESPACE + "/networkpolicies";
    private static final String KUEUE = "/apis/kueue.x-k8s.io";
    private static final String WORKLOADS = KUEUE + "/v1beta1/namespaces/" + NAMESPACE + "/workloads";

    private final Path folder;
    private final HttpServer server;
    private final Map<String, ObjectNode> jobs = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> policies = new ConcurrentHashMap<>();
    private final FakeNodes nodes;
    private final Map<String, ObjectNode> workloads = new ConcurrentHashMap<>();
    private volatile boolean away;

    /// @param folder of the test, for the token and the volume
    /// @param count  of its nodes, `node-1` and so on
    FakeKubernetes(Path folder, int count) throws IOException {
        this.folder = folder;
        this.nodes = new FakeNodes(folder.resolve("pods.log"), count, jobs::get);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        // Linking a runtime would take each test half a minute: it is there, as after the first start.
        Path kit = Files.createDirectories(folder.resolve("shared/kit"));
        Files.createSymbolicLink(
                kit.resolve("java-" + System.getProperty("java.runtime.version") + "-" + System.getProperty("os.arch")),
                Path.of(System.getProperty("java.home")));
        Files.writeString(folder.resolve("api-token"), TOKEN);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /// Those that a pool of this cluster cannot be without.
    ///
    /// @param serverUrl of the platform
    Map<String, Object> settings(String serverUrl) {
        return Map.of(
                "api_url",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "token_file",
                folder.resolve("api-token").toString(),
                "namespace",
                NAMESPACE,
                "node_labels",
                Map.of("kind", "gpu"),
                "shared_folder",
                folder.resolve("shared").toString(),
                "volume_claim",
                "dure",
                "server_url",
                serverUrl,
                "image",
                "example.org/dure-node:1");
    }

    /// Every question is answered with 503.
    void goAway(boolean gone) {
        away = gone;
    }

    /// New pods find no room.
    void fill(boolean isFull) {
        nodes.fill(isFull);
    }

    /// The node is off from now on, with all that ran there.
    void lose(String node) {
        nodes.lose(node);
    }

    void restore(String node) {
        nodes.restore(node);
    }

    List<JsonNode> jobs() {
        return List.copyOf(jobs.values());
    }

    List<JsonNode> pods() {
        return List.copyOf(nodes.pods());
    }

    List<JsonNode> policies() {
        return List.copyOf(policies.values());
    }

    List<JsonNode> workloads() {
        return List.copyOf(workloads.values());
    }

    boolean isEmpty() {
        return jobs.isEmpty() && policies.isEmpty() && nodes.isEmpty();
    }

    /// Kueue lets the Job begin.
    void admit(String job) {
        FakeNodes.condition(workload(job), "QuotaReserved", "True", "Quota reserved in ClusterQueue research");
        ((ObjectNode) found(job).path("spec")).put("suspend", false);
        nodes.run(found(job));
    }

    /// Kueue takes the Job's place back: it is suspended, and its pod is deleted.
    void evict(String job) {
        FakeNodes.condition(workload(job), "Evicted", "True", "Preempted to accommodate a workload of higher priority");
        ((ObjectNode) found(job).path("spec")).put("suspend", true);
        nodes.podsOf(job).forEach(nodes::kill);
    }

    /// The node is drained: the pod ends, and its Job with it.
    void drain(String job) {
        for (ObjectNode pod : nodes.podsOf(job)) {
            FakeNodes.condition(pod, "DisruptionTarget", "True", "Eviction API: evicting");
            nodes.end(pod);
        }
    }

    /// The kernel ends all of the container, as it does where `memory.oom.group` is set.
    void runOutOfMemory(String job) {
        for (ObjectNode pod : nodes.podsOf(job)) {
            pod.put("oom", true);
            nodes.end(pod);
        }
    }

    private ObjectNode found(String job) {
        return java.util.Objects.requireNonNull(jobs.get(job));
    }

    private ObjectNode workload(String job) {
        return java.util.Objects.requireNonNull(workloads.get("job-" + job));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (away) {
                send(exchange, 503, status("the API server is going down"));
            } else if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, status("Unauthorized"));
            } else {
                route(exchange, exchange.getRequestMethod() + " " + path, path.substring(path.lastIndexOf('/') + 1));
            }
        }
    }

    private void route(HttpExchange exchange, String question, String name) throws IOException {
        Predicate<JsonNode> asked = selected(exchange);
        if (question.equals("GET /api/v1/nodes")) {
            send(
                    exchange,
                    200,
                    list(
                            "NodeList",
                            "v1",
                            nodes.names().stream().map(this::description).toList(),
                            asked));
        } else if (question.startsWith("GET /api/v1/nodes/") && nodes.names().contains(name)) {
            send(exchange, 200, description(name));
        } else if (question.equals("GET " + JOBS)) {
            send(exchange, 200, list("JobList", "batch/v1", jobs.values(), asked));
        } else if (question.equals("POST " + JOBS)) {
            ObjectNode job =
                    (ObjectNode) Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            send(exchange, 201, create(job));
        } else if (question.startsWith("DELETE " + JOBS + "/")) {
            delete(exchange, jobs.remove(name), () -> {
                nodes.podsOf(name).forEach(nodes::kill);
                workloads.remove("job-" + name);
                policies.values().removeIf(policy -> isOwnedBy(policy, name));
            });
        } else if (question.equals("GET " + PODS)) {
            send(exchange, 200, list("PodList", "v1", nodes.pods(), asked));
        } else if (question.startsWith("DELETE " + PODS + "/")) {
            deletePod(exchange, nodes.pod(name));
        } else if (question.equals("POST " + POLICIES)) {
            ObjectNode policy =
                    (ObjectNode) Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            policies.put(policy.path("metadata").path("name").asString(), policy);
            send(exchange, 201, policy);
        } else if (question.contains(" " + KUEUE)) {
            routeKueue(exchange, question, name, asked);
        } else {
            send(exchange, 404, status(question + " is not known here"));
        }
    }

    private void routeKueue(HttpExchange exchange, String question, String name, Predicate<JsonNode> asked)
            throws IOException {
        if (question.equals("GET " + KUEUE)) {
            send(exchange, 200, Json.MAPPER.readTree("""
                    {"kind": "APIGroup", "apiVersion": "v1", "name": "kueue.x-k8s.io",
                     "versions": [{"groupVersion": "kueue.x-k8s.io/v1beta1", "version": "v1beta1"}],
                     "preferredVersion": {"groupVersion": "kueue.x-k8s.io/v1beta1", "version": "v1beta1"}}
                    """));
        } else if (question.equals("GET " + KUEUE + "/v1beta1")) {
            send(exchange, 200, Json.MAPPER.readTree("""
                    {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "kueue.x-k8s.io/v1beta1",
                     "resources": [{"name": "workloads", "singularName": "workload", "namespaced": true,
                                    "kind": "Workload", "verbs": ["get", "list", "patch"]}]}
                    """));
        } else if (question.equals("GET " + WORKLOADS)) {
            send(exchange, 200, list("WorkloadList", "kueue.x-k8s.io/v1beta1", workloads.values(), asked));
        } else if (question.startsWith("GET " + WORKLOADS + "/") && workloads.containsKey(name)) {
            send(exchange, 200, java.util.Objects.requireNonNull(workloads.get(name)));
        } else if (question.startsWith("PATCH " + WORKLOADS + "/")) {
            JsonNode change = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            ObjectNode workload = java.util.Objects.requireNonNull(workloads.get(name));
            ((ObjectNode) workload.path("spec"))
                    .put("priority", change.path("spec").path("priority").asInt());
            send(exchange, 200, workload);
        } else {
            send(exchange, 404, status(question + " is not known here"));
        }
    }

    private void deletePod(HttpExchange exchange, ObjectNode pod) throws IOException {
        JsonNode options = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        boolean atOnce = options.path("gracePeriodSeconds").asInt(1) == 0;
        delete(exchange, pod, () -> {
            if (atOnce) {
                nodes.strikeOff(pod);
            } else {
                nodes.kill(pod);
            }
        });
    }

    private void delete(HttpExchange exchange, ObjectNode found, Runnable deed) throws IOException {
        if (found == null) {
            send(exchange, 404, status("not found"));
        } else {
            deed.run();
            send(exchange, 200, found);
        }
    }

    private ObjectNode create(ObjectNode job) {
        String name = job.path("metadata").path("name").asString();
        ((ObjectNode) job.path("metadata")).put("namespace", NAMESPACE).put("uid", name);
        job.putObject("status");
        jobs.put(name, job);
        if (job.path("metadata").path("labels").has("kueue.x-k8s.io/queue-name")) {
            ObjectNode workload = Json.MAPPER.createObjectNode();
            workload.put("apiVersion", "kueue.x-k8s.io/v1beta1").put("kind", "Workload");
            ObjectNode metadata = workload.putObject("metadata");
            metadata.put("name", "job-" + name).put("namespace", NAMESPACE);
            metadata.putArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", "batch/v1")
                    .put("kind", "Job")
                    .put("name", name)
                    .put("uid", name);
            workload.putObject("spec").put("priority", 0);
            FakeNodes.condition(workload, "QuotaReserved", "False", "insufficient unused quota for nvidia.com/gpu");
            workloads.put("job-" + name, workload);
        } else {
            nodes.run(job);
        }
        return job;
    }

    /// By the unique id of a Job, which is its name here.
    private static boolean isOwnedBy(JsonNode policy, String job) {
        return policy.path("metadata")
                .path("ownerReferences")
                .valueStream()
                .anyMatch(owner -> owner.path("uid").asString().equals(job));
    }

    private JsonNode description(String name) {
        return Json.MAPPER.readTree("""
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s", "labels": {"kind": "gpu"}}, "spec": {},
                 "status": {"allocatable": {"cpu": "2", "memory": "2Gi", "nvidia.com/gpu": "2"},
                            "conditions": [{"type": "Ready", "status": "%s"}]}}
                """.formatted(name, nodes.isReady(name) ? "True" : "Unknown"));
    }

    /// By `labelSelector`: `a=b,c=d`.
    private static Predicate<JsonNode> selected(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        List<String> wanted = new ArrayList<>();
        for (String each : query == null ? new String[0] : query.split("&")) {
            if (each.startsWith("labelSelector=")) {
                wanted.addAll(List.of(each.substring("labelSelector=".length()).split(",")));
            }
        }
        return found -> wanted.stream().allMatch(each -> {
            String[] pair = each.split("=", 2);
            return found.path("metadata")
                    .path("labels")
                    .path(pair[0])
                    .asString()
                    .equals(pair[1]);
        });
    }

    private static JsonNode list(
            String kind, String version, Iterable<? extends JsonNode> items, Predicate<JsonNode> asked) {
        ObjectNode list = Json.MAPPER.createObjectNode();
        list.put("kind", kind).put("apiVersion", version).putObject("metadata").put("resourceVersion", "1");
        ArrayNode array = list.putArray("items");
        items.forEach(item -> {
            if (asked.test(item)) {
                array.add(item.deepCopy());
            }
        });
        return list;
    }

    private static JsonNode status(String message) {
        return Json.MAPPER
                .createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message);
    }

    private static void send(HttpExchange exchange, int code, JsonNode answer) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() throws InterruptedException {
        nodes.close();
        server.stop(0);
    }
}
