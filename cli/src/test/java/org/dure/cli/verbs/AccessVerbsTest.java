package org.dure.cli.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dure.cli.ExitCode;
import org.dure.cli.TestConsole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dure secrets` and `dure hosts`: what they send. The real `server` answers in `SecretTest` and `NetworkTest`.
class AccessVerbsTest {

    @TempDir
    Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private TestConsole console;

    @BeforeEach
    void server() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            String answer = exchange.getRequestURI().getPath().endsWith("/network")
                    ? "{\"hosts\": [\"pypi.org\"]}"
                    : "{\"items\": [{\"name\": \"default\"}], \"id\": \"0198f2d0-0000-7000-8000-000000000001\"}";
            exchange.sendResponseHeaders(200, answer.length());
            exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        console = new TestConsole(
                folder, Map.of("DURE_URL", url, "DURE_TOKEN", "dure_secret", "HOME", folder.toString()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_secret_comes_from_a_file_and_a_run_names_it() throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), "line\nline\n");
        assertThat(console.run("secrets", "put", "key.pem", "--file", file.toString()))
                .isEqualTo(ExitCode.DONE);
        assertThat(requests.getLast())
                .isEqualTo("PUT /api/v1/projects/default/secrets/key.pem {\"value\":\"line\\nline\\n\"}");
        assertThat(console.run("run", "--recipe", "terminal", "--secret", "key.pem"))
                .isEqualTo(ExitCode.DONE);
        assertThat(requests.getLast()).contains("\"secrets\":[\"key.pem\"]");
        assertThat(console.run("secrets", "rm", "key.pem")).isEqualTo(ExitCode.DONE);
        assertThat(requests.getLast()).startsWith("DELETE /api/v1/projects/default/secrets/key.pem");
    }

    @Test
    void hosts_are_allowed_and_refused_one_by_one() {
        assertThat(console.run("hosts", "allow", "huggingface.co")).isEqualTo(ExitCode.DONE);
        assertThat(requests.getLast()).endsWith("{\"hosts\":[\"pypi.org\",\"huggingface.co\"]}");
        assertThat(console.run("hosts", "refuse", "pypi.org")).isEqualTo(ExitCode.DONE);
        assertThat(requests.getLast()).endsWith("{\"hosts\":[]}");
        assertThat(console.run("hosts", "ls")).isEqualTo(ExitCode.DONE);
        assertThat(console.out()).contains("pypi.org");
    }
}
