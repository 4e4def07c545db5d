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

/// `dure secrets`, `dure hosts`, `dure accounts`, `dure projects` and `dure members`: what they send. The real `server`
/// answers in `SecretTest`, `NetworkTest` and `PeopleTest`.
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

    @Test
    void an_account_is_made_with_a_password_that_is_told_once_and_becomes_a_member() {
        assertThat(console.run("accounts", "add", "kim", "--display-name", "Kim Minji"))
                .isEqualTo(ExitCode.DONE);
        String sent = requests.getLast();
        assertThat(sent).startsWith("POST /api/v1/accounts ").contains("\"display_name\":\"Kim Minji\"");
        String password = sent.replaceFirst("(?s).*\"password\":\"([^\"]+)\".*", "$1");
        assertThat(console.out()).contains("password, told this once: " + password);
        assertThat(password).hasSizeGreaterThan(20);
        assertThat(console.run("members", "put", "kim", "member")).isEqualTo(ExitCode.DONE);
        assertThat(requests.getLast())
                .startsWith("PUT /api/v1/projects/default/members ")
                .contains("\"role\":\"MEMBER\"");
        assertThat(console.run("members", "rm", "nobody")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(console.run("accounts", "close", "nobody")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(console.err()).contains("There is no account nobody");
        assertThat(console.run("projects", "add", "vision")).isEqualTo(ExitCode.USAGE);
        assertThat(console.run("projects", "add", "vision", "--organisation", "Lab", "--unit", "Images"))
                .isEqualTo(ExitCode.DONE);
        assertThat(requests.getLast()).contains("\"organisation\":\"Lab\"");
    }
}
