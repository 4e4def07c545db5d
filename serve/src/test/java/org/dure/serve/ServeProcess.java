package org.dure.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;

/// A real gateway process with its runners, and a client of it.
final class ServeProcess implements AutoCloseable {

    static final String ORIGIN = "http://pages.example";

    private static final Pattern LISTENS = Pattern.compile("serve listens on http://[^:]+:(\\d+)");

    final Process process;
    final List<String> log = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ServeProcess(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().start(this::readLog);
    }

    static ServeProcess start(FakeServer server, Path data, String... more) throws Exception {
        Path keyFile = Files.writeString(data.resolveSibling(data.getFileName() + ".key"), server.key);
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(Serve.JVM_FLAGS);
        // Surefire hides the real class path in a manifest.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, Serve.class.getName()));
        command.addAll(List.of("--server", server.url(), "--port", "0", "--data", data.toString()));
        command.addAll(List.of("--key-file", keyFile.toString(), "--allow-origin", ORIGIN));
        command.addAll(List.of(more));
        ServeProcess serve = new ServeProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        serve.port.get(30, TimeUnit.SECONDS);
        return serve;
    }

    String url() {
        return "http://127.0.0.1:" + port.join();
    }

    record Reply(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        String error() {
            return json().get("error").asString();
        }
    }

    Reply infer(String secret, String endpoint, String body) throws IOException, InterruptedException {
        return send(secret, "POST", "/v2/models/" + endpoint + "/infer", body);
    }

    Reply get(String secret, String path) throws IOException, InterruptedException {
        return send(secret, "GET", path, null);
    }

    Reply send(String secret, String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (secret != null) {
            request.header("Authorization", "Bearer " + secret);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body(), response);
    }

    /// Waits for `condition`; a failure shows the log.
    void until(String what, Callable<Boolean> condition) throws Exception {
        try {
            Await.until(what, condition);
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + "; the log of serve:\n" + String.join("\n", log), late);
        }
    }

    void awaitAnswering(String secret, String endpoint) throws Exception {
        until(
                endpoint + " answers",
                () -> get(secret, "/v2/models/" + endpoint + "/ready").status() == 200);
    }

    /// The processes of the sandboxed runners.
    List<ProcessHandle> runners() {
        return process.descendants()
                .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
                .toList();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private void readLog() {
        try (var lines = process.inputReader()) {
            lines.lines().forEach(line -> {
                log.add(line);
                Matcher listens = LISTENS.matcher(line);
                if (listens.find()) {
                    port.complete(Integer.valueOf(listens.group(1)));
                }
            });
        } catch (IOException | java.io.UncheckedIOException ended) {
            // The process has gone.
        }
        port.completeExceptionally(new IllegalStateException("serve ended: " + log));
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
