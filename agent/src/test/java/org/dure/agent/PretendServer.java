package org.dure.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Heartbeat;
import org.dure.base.agent.LogChunk;
import org.dure.base.agent.StateReport;
import org.dure.base.agent.WorkOrder;
import tools.jackson.databind.JsonNode;

/// Plays `server` at the edge of a test, by the letter of `api/agent-protocol.md`; it can be stopped and started
/// again on the same port, keeping what it acknowledged.
public final class PretendServer implements AutoCloseable {

    static final String ATTEMPT_TOKEN = "attempt-token";
    public static final String SESSION_TOKEN = "session-token";

    public record Forwarded(String method, String target, Map<String, List<String>> headers, String body) {}

    final List<LogChunk> chunks = new CopyOnWriteArrayList<>();
    final List<StateReport> states = new CopyOnWriteArrayList<>();
    final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
    final List<JsonNode> metricBatches = new CopyOnWriteArrayList<>();
    public final List<Forwarded> forwarded = new CopyOnWriteArrayList<>();
    final Map<String, byte[]> outputs = new ConcurrentHashMap<>();
    final Map<Integer, byte[]> checkpoints = new ConcurrentHashMap<>();
    final List<String> faults = new CopyOnWriteArrayList<>();
    volatile Heartbeat.Answer answer = new Heartbeat.Answer(Heartbeat.Order.CONTINUE, null);
    volatile boolean over;

    private final int port;
    private WorkOrder order;
    private HttpServer http;

    public PretendServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        port = http.getAddress().getPort();
        serve();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public void order(WorkOrder given) {
        order = given;
    }

    public void stop() {
        http.stop(0);
    }

    public void restart() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        serve();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    String log() {
        return chunks.stream().map(LogChunk::text).collect(Collectors.joining());
    }

    /// Values of a metric, in the order they came.
    List<Double> metric(String key) {
        List<Double> values = new ArrayList<>();
        metricBatches.forEach(batch -> batch.get("metrics").forEach(point -> {
            if (point.get("key").asString().equals(key)) {
                values.add(Double.parseDouble(point.get("value").asString()));
            }
        }));
        return values;
    }

    AttemptState lastState() {
        return states.isEmpty() ? null : states.getLast().state();
    }

    private void serve() {
        http.createContext("/", this::handle);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String prefix = "/agent/v1/attempts/" + order.attemptId();
            if (path.startsWith(prefix)) {
                if (!("Bearer " + ATTEMPT_TOKEN)
                        .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    answer(exchange, 401, Map.of());
                } else if (over) {
                    answer(exchange, 410, Map.of());
                } else {
                    attempt(exchange, path.substring(prefix.length()), body);
                }
            } else if (path.equals("/api/2.0/mlflow/runs/log-batch")
                    && exchange.getRequestHeaders().getFirst("X-Test") == null) {
                if (!("Bearer " + SESSION_TOKEN)
                        .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    faults.add("metrics without the session's token");
                }
                metricBatches.add(Json.MAPPER.readTree(body));
                answer(exchange, 200, Map.of());
            } else {
                forwarded.add(new Forwarded(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        new LinkedHashMap<>(exchange.getRequestHeaders()),
                        new String(body, StandardCharsets.UTF_8)));
                answer(exchange, 200, Map.of("hello", "program"));
            }
        } catch (RuntimeException broken) {
            faults.add(broken.toString());
            throw broken;
        }
    }

    private void attempt(HttpExchange exchange, String call, byte[] body) throws IOException {
        if (call.equals("/order")) {
            answer(exchange, 200, order);
        } else if (call.equals("/heartbeat")) {
            heartbeats.add(Json.MAPPER.readValue(body, Heartbeat.class));
            answer(exchange, 200, order(exchange.getRequestURI().getQuery()));
        } else if (call.equals("/states")) {
            StateReport report = Json.MAPPER.readValue(body, StateReport.class);
            if (states.stream().noneMatch(known -> known.number() == report.number())) {
                states.add(report);
            }
            answer(exchange, 200, Map.of());
        } else if (call.equals("/logs")) {
            logs(exchange, body);
        } else if (call.equals("/outputs")) {
            String path = exchange.getRequestURI().getQuery().substring("path=".length());
            store(exchange, body, () -> outputs.put(path, body));
        } else if (call.startsWith("/checkpoints/")) {
            int number = Integer.parseInt(call.substring("/checkpoints/".length()));
            if (exchange.getRequestMethod().equals("GET")) {
                byte[] tar = checkpoints.get(number);
                exchange.sendResponseHeaders(200, tar.length);
                exchange.getResponseBody().write(tar);
            } else {
                store(exchange, body, () -> checkpoints.put(number, body));
            }
        } else {
            answer(exchange, 404, Map.of());
        }
    }

    /// Waits for one as long as the agent wants.
    private Heartbeat.Answer order(String query) {
        long deadline =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(query.substring("wait_seconds=".length())));
        while (answer.order() == Heartbeat.Order.CONTINUE && System.nanoTime() < deadline && !over) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return answer;
    }

    private void logs(HttpExchange exchange, byte[] body) throws IOException {
        synchronized (chunks) {
            JsonNode sent = Json.MAPPER.readTree(body).get("chunks");
            for (JsonNode node : sent) {
                LogChunk chunk = Json.MAPPER.treeToValue(node, LogChunk.class);
                if (chunk.text().getBytes(StandardCharsets.UTF_8).length > 64 << 10) {
                    faults.add("a chunk larger than 64 KiB");
                }
                if (chunk.number() == chunks.size() + 1) {
                    chunks.add(chunk);
                } else if (chunk.number() > chunks.size() + 1) {
                    answer(exchange, 409, Map.of("next", chunks.size() + 1));
                    return;
                }
            }
        }
        answer(exchange, 200, Map.of("next", chunks.size() + 1));
    }

    private void store(HttpExchange exchange, byte[] body, Runnable put) throws IOException {
        if (!Sha256.of(body).hex().equals(exchange.getRequestHeaders().getFirst("X-Sha256"))) {
            faults.add("wrong sha256 for " + exchange.getRequestURI());
        }
        put.run();
        answer(exchange, 200, Map.of());
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Set-Cookie", "server=cookie");
        exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : bytes.length);
        if (!exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
