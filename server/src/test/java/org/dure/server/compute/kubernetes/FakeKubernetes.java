package org.dure.server.compute.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
/// them one node that really runs the command of each Job's pod, as a process of the user that the pod names. What only
/// a real cluster does (images, volumes, namespaces, limits) it does not do.
final class FakeKubernetes implements AutoCloseable {

    static final String NAMESPACE = "research";
    private static final String TOKEN = "token-of-a-service-account";
    private static final String JOBS = "/apis/batch/v1/namespaces/" + NAMESPACE + "/jobs";
    private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";
    private static final String KUEUE = "/apis/kueue.x-k8s.io";
    private static final String WORKLOADS = KUEUE + "/v1beta1/namespaces/" + NAMESPACE + "/workloads";

    private final Path folder;
    private final HttpServer server;
    private final Map<String, ObjectNode> jobs = new ConcurrentHashMap<>();
    private final FakeNode node;
    private final Map<String, ObjectNode> workloads = new ConcurrentHashMap<>();
    private volatile boolean away;

    /// @param folder of the test, for the token
    FakeKubernetes(Path folder) throws IOException {
        this.folder = folder;
        this.node = new FakeNode(folder.resolve("pods.log"), jobs::get);
        Files.writeString(tokenFile(), TOKEN);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Path tokenFile() {
        return folder.resolve("api-token");
    }

    /// Every question is answered with 503.
    void goAway(boolean gone) {
        away = gone;
    }

    /// New pods find no room.
    void fill(boolean isFull) {
        node.fill(isFull);
    }

    List<JsonNode> jobs() {
        return List.copyOf(jobs.values());
    }

    List<JsonNode> workloads() {
        return List.copyOf(workloads.values());
    }

    boolean isEmpty() {
        return jobs.isEmpty() && node.isEmpty();
    }

    /// Kueue lets the Job begin.
    void admit(String job) {
        FakeNode.condition(workload(job), "QuotaReserved", "True", "Quota reserved in ClusterQueue research");
        ((ObjectNode) found(job).path("spec")).put("suspend", false);
        node.run(found(job));
    }

    /// Kueue takes the Job's place back: it is suspended, and its pod is deleted.
    void evict(String job) {
        FakeNode.condition(workload(job), "Evicted", "True", "Preempted to accommodate a workload of higher priority");
        ((ObjectNode) found(job).path("spec")).put("suspend", true);
        node.podsOf(job).forEach(node::kill);
    }

    /// The node is drained: the pod ends, and its Job with it.
    void drain(String job) {
        for (ObjectNode pod : node.podsOf(job)) {
            FakeNode.condition(pod, "DisruptionTarget", "True", "Eviction API: evicting");
            node.end(pod);
        }
    }

    /// The kernel ends all of the container, as it does where `memory.oom.group` is set.
    void runOutOfMemory(String job) {
        for (ObjectNode pod : node.podsOf(job)) {
            pod.put("oom", true);
            node.end(pod);
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
            send(exchange, 200, list("NodeList", "v1", List.of(description()), asked));
        } else if (question.equals("GET /api/v1/nodes/" + FakeNode.NAME)) {
            send(exchange, 200, description());
        } else if (question.equals("GET " + JOBS)) {
            send(exchange, 200, list("JobList", "batch/v1", jobs.values(), asked));
        } else if (question.equals("POST " + JOBS)) {
            ObjectNode job =
                    (ObjectNode) Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            send(exchange, 201, create(job));
        } else if (question.startsWith("DELETE " + JOBS + "/")) {
            delete(exchange, jobs.remove(name), () -> {
                node.podsOf(name).forEach(node::kill);
                workloads.remove("job-" + name);
            });
        } else if (question.equals("GET " + PODS)) {
            send(exchange, 200, list("PodList", "v1", node.pods(), asked));
        } else if (question.startsWith("DELETE " + PODS + "/")) {
            ObjectNode pod = node.pod(name);
            delete(exchange, pod, () -> node.kill(java.util.Objects.requireNonNull(pod)));
        } else if (question.equals("GET " + KUEUE)) {
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
            FakeNode.condition(workload, "QuotaReserved", "False", "insufficient unused quota for nvidia.com/gpu");
            workloads.put("job-" + name, workload);
        } else {
            node.run(job);
        }
        return job;
    }

    private static JsonNode description() {
        return Json.MAPPER.readTree("""
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s", "labels": {"kind": "gpu"}}, "spec": {},
                 "status": {"allocatable": {"cpu": "2", "memory": "2Gi", "nvidia.com/gpu": "2"},
                            "conditions": [{"type": "Ready", "status": "True"}]}}
                """.formatted(FakeNode.NAME));
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
        node.close();
        server.stop(0);
    }
}
