package org.dure.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.dure.base.Json;
import org.dure.base.Secrets;
import org.dure.base.Sha256;
import org.dure.base.model.PackageFile;
import org.dure.base.serving.DeploymentReport;
import org.dure.base.serving.RoutingTable;
import org.dure.base.serving.ServeEvent;
import org.dure.base.serving.SignedTable;
import tools.jackson.databind.JsonNode;

/// The other end of the wire: what `server` says to `serve`, over HTTP, from memory. It can go away and come back.
final class FakeServer implements AutoCloseable {

    final String key = Secrets.token("");
    final List<ServeEvent> events = new CopyOnWriteArrayList<>();
    final List<DeploymentReport> reports = new CopyOnWriteArrayList<>();

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final int port;
    private HttpServer http;
    private volatile SignedTable table;
    private volatile long version = -1;
    private volatile boolean refusingEvents;

    FakeServer() throws IOException {
        http = listen(0);
        port = http.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    synchronized void publish(Network network) {
        publish(network, Instant.now());
    }

    synchronized void publish(Network network, Instant issuedAt) {
        version++;
        table = network.signed(version, issuedAt, key);
        notifyAll();
    }

    void goAway() {
        http.stop(0);
    }

    void comeBack() throws IOException {
        http = listen(port);
    }

    void refuseEvents(boolean refuse) {
        refusingEvents = refuse;
    }

    /// Puts a package's files where `serve` fetches them.
    List<PackageFile> packageOf(Path folder) throws IOException {
        return List.of(object(folder, "model.onnx"), object(folder, "signature.json"));
    }

    PackageFile object(Path folder, String name) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        String sha256 = Sha256.of(bytes).hex();
        objects.put(sha256, bytes);
        return new PackageFile(name, bytes.length, sha256);
    }

    List<ServeEvent.Usage> usages() {
        return events.stream()
                .filter(ServeEvent.Usage.class::isInstance)
                .map(ServeEvent.Usage.class::cast)
                .toList();
    }

    private HttpServer listen(int on) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), on), 0);
        server.createContext("/internal/serve/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String call = exchange.getRequestURI().getPath().substring("/internal/serve/".length());
            switch (call) {
                case "table" -> answerTable(exchange);
                case "events" -> answerEvents(exchange);
                case "reports" -> {
                    for (JsonNode node : body(exchange).get("reports")) {
                        reports.add(Json.MAPPER.treeToValue(node, DeploymentReport.class));
                    }
                    send(exchange, 200, "{}".getBytes());
                }
                default -> {
                    byte[] object = objects.get(call.replace("objects/", ""));
                    send(exchange, object == null ? 404 : 200, object == null ? new byte[0] : object);
                }
            }
        }
    }

    private void answerEvents(HttpExchange exchange) throws IOException {
        JsonNode body = body(exchange);
        if (refusingEvents) {
            send(exchange, 503, new byte[0]);
            return;
        }
        List<ServeEvent> batch = new ArrayList<>();
        for (JsonNode node : body.get("events")) {
            batch.add(Json.MAPPER.treeToValue(node, ServeEvent.class));
        }
        events.addAll(batch);
        send(exchange, 200, "{}".getBytes());
    }

    private void answerTable(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        long after = Long.parseLong(query.replaceAll(".*after=(-?\\d+).*", "$1"));
        long waitS = Long.parseLong(query.replaceAll(".*wait_s=(\\d+).*", "$1"));
        SignedTable answer = await(after, Instant.now().plusSeconds(waitS));
        if (answer == null) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            send(exchange, 200, Json.MAPPER.writeValueAsBytes(answer));
        }
    }

    private synchronized SignedTable await(long after, Instant deadline) {
        while (version <= after || table == null) {
            long left = deadline.toEpochMilli() - System.currentTimeMillis();
            if (left <= 0) {
                return null;
            }
            try {
                wait(left);
            } catch (InterruptedException stop) {
                return null;
            }
        }
        return table;
    }

    private static JsonNode body(HttpExchange exchange) {
        return Json.MAPPER.readTree(exchange.getRequestBody());
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        http.stop(0);
    }

    /// A routing table in the making.
    static final class Network {
        final List<RoutingTable.Endpoint> endpoints = new ArrayList<>();
        final List<RoutingTable.Key> keys = new ArrayList<>();
        final List<String> tryKeys = new ArrayList<>();

        /// A secret that may call every endpoint of `project`.
        String key(UUID project, int perSecond, long perDay) {
            String secret = Secrets.token("dure_");
            keys.add(new RoutingTable.Key(
                    UUID.randomUUID(), Sha256.of(secret).hex(), project, null, null, perSecond, perDay));
            return secret;
        }

        RoutingTable.Deployment deploy(
                UUID project, UUID endpoint, String name, String version, List<PackageFile> files) {
            RoutingTable.Deployment deployment = new RoutingTable.Deployment(UUID.randomUUID(), version, files);
            endpoints.removeIf(known -> known.id().equals(endpoint));
            endpoints.add(new RoutingTable.Endpoint(endpoint, project, name, name, deployment));
            return deployment;
        }

        SignedTable signed(long version, Instant issuedAt, String key) {
            String text = Json.MAPPER.writeValueAsString(new RoutingTable(version, issuedAt, endpoints, keys, tryKeys));
            return new SignedTable(text, Secrets.sign(key, text));
        }
    }

    static Path models() {
        try {
            return Path.of(FakeServer.class.getResource("/models").toURI());
        } catch (java.net.URISyntaxException impossible) {
            throw new UncheckedIOException(new IOException(impossible));
        }
    }
}
