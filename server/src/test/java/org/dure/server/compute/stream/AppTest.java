package org.dure.server.compute.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dure.base.http.HttpBodies;
import org.dure.base.http.HttpHead;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/// A web application inside a session, through the proxy that gives it a host name of its own.
class AppTest extends SandboxTest {

    /// Answers with the request that it has seen: one connection, one request. `/echo` changes to bytes that come back.
    private static final String PYTHON = """
            import http.server

            class Application(http.server.BaseHTTPRequestHandler):
                protocol_version = 'HTTP/1.1'

                def do_GET(self):
                    if self.headers.get('Upgrade') == 'websocket':
                        self.send_response(101)
                        self.send_header('Upgrade', 'websocket')
                        self.send_header('Connection', 'Upgrade')
                        self.end_headers()
                        self.wfile.write(b'hello ' + self.rfile.readline())
                        self.close_connection = True
                        return
                    self.answer(b'')

                def do_POST(self):
                    self.answer(self.rfile.read(int(self.headers['Content-Length'])))

                def answer(self, body):
                    text = (self.requestline + '\\n' + str(self.headers)).encode() + body
                    self.send_response(200)
                    self.send_header('Set-Cookie', 'mine=1; Domain=localhost; Path=/')
                    self.send_header('Transfer-Encoding', 'chunked')
                    self.end_headers()
                    self.wfile.write(b'%x\\r\\n%s\\r\\n0\\r\\n\\r\\n' % (len(text), text))

            print('serving', flush=True)
            http.server.ThreadingHTTPServer(('127.0.0.1', 8888), Application).serve_forever()
            """;

    private record Reply(String status, List<HttpHead.Field> fields, String body) {
        String header(String name) {
            return fields.stream()
                    .filter(field -> field.is(name))
                    .map(HttpHead.Field::value)
                    .findFirst()
                    .orElse("");
        }
    }

    @Autowired
    Environment environment;

    String session;

    @BeforeEach
    void application() {
        String program = Programs.upload(member, project, PYTHON);
        session = member.post("/api/v1/projects/" + project + "/sessions", """
                        {"name": "app", "kind": "INTERACTIVE",
                         "program": {"program_id": "%s", "command": ["python3", "main.py"]},
                         "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 300}
                        """.formatted(program))
                .expect(201)
                .json()
                .path("id")
                .asString();
        Programs.awaitLog(member, session, "serving");
    }

    @AfterEach
    void stop() {
        if (session != null) {
            member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}");
            Programs.await(member, session, Session.State.STOPPED);
        }
    }

    @Test
    void a_browser_comes_in_by_a_ticket_and_nothing_of_the_platform_reaches_the_application() throws Exception {
        URI opened = URI.create(member.post("/api/v1/sessions/" + session + "/apps", "{\"port\": 8888}")
                .expect(200)
                .json()
                .path("url")
                .asString());
        String host = opened.getAuthority();
        assertThat(host).startsWith("p8888-").contains(".localhost");

        Reply exchanged = send("GET /?" + opened.getQuery(), host, Map.of(), "");
        assertThat(exchanged.status()).startsWith("HTTP/1.1 303");
        String cookie = exchanged.header("Set-Cookie").split(";")[0];
        assertThat(exchanged.header("Set-Cookie")).contains("HttpOnly").doesNotContain("Domain");

        Reply page = send(
                "GET /lab?a=1",
                host,
                Map.of("Cookie", cookie + "; dure_sign_in=secret; mine=1", "Authorization", "Bearer secret"),
                "");
        assertThat(page.status()).startsWith("HTTP/1.1 200");
        assertThat(page.body())
                .contains("GET /lab?a=1")
                .contains("Cookie: mine=1")
                .doesNotContain("secret")
                .doesNotContain("dure_app");
        assertThat(page.header("Set-Cookie")).isEqualTo("mine=1; Path=/");

        Reply posted = send("POST /save", host, Map.of("Cookie", cookie, "Content-Length", "5"), "words");
        assertThat(posted.body()).endsWith("words");

        Map<String, String> upgrade =
                Map.of("Cookie", cookie, "Connection", "Upgrade", "Upgrade", "websocket", "Origin", "http://" + host);
        assertThat(send("GET /echo", host, upgrade, "you\n").body()).isEqualTo("hello you\n");
        Map<String, String> foreign = Map.of(
                "Cookie", cookie, "Connection", "Upgrade", "Upgrade", "websocket", "Origin", "http://evil.example");
        assertThat(send("GET /echo", host, foreign, "").status()).startsWith("HTTP/1.1 403");

        Reply otherPort = send("GET /", host.replace("p8888", "p8889"), Map.of("Cookie", cookie), "");
        assertThat(otherPort.status()).startsWith("HTTP/1.1 401");
    }

    @Test
    void who_comes_before_the_application_has_started_looks_again() throws Exception {
        URI opened = URI.create(member.post("/api/v1/sessions/" + session + "/apps", "{\"port\": 8889}")
                .expect(200)
                .json()
                .path("url")
                .asString());
        String host = opened.getAuthority();
        Reply exchanged = send("GET " + opened.getPath() + "?" + opened.getQuery(), host, Map.of(), "");
        String cookie = exchanged.header("Set-Cookie").split(";")[0];

        Reply page = send("GET /", host, Map.of("Cookie", cookie, "Accept", "text/html", "Accept-Language", "ko"), "");
        assertThat(page.status()).startsWith("HTTP/1.1 503");
        assertThat(page.header("Refresh")).isEqualTo("2");
        assertThat(page.body()).contains("아직 응답하지 않습니다");
        Reply data = send("GET /data.json", host, Map.of("Cookie", cookie, "Accept", "application/json"), "");
        assertThat(data.status()).startsWith("HTTP/1.1 503");
        assertThat(data.header("Refresh")).isEmpty();
        assertThat(data.body()).contains("does not answer yet");
    }

    @Test
    void nobody_comes_in_without_a_ticket_and_the_platform_does_not_answer_under_that_name() throws Exception {
        String host = "p8888-" + session.replace("-", "") + ".localhost:8080";
        assertThat(send("GET /", host, Map.of(), "").status()).startsWith("HTTP/1.1 401");
        assertThat(send("GET /api/v1/me", host, Map.of("Authorization", "Bearer " + member.token()), "")
                        .status())
                .startsWith("HTTP/1.1 401");
        assertThat(send("GET /?dure_ticket=a.b.c", host, Map.of(), "").status()).startsWith("HTTP/1.1 403");
        assertThat(send("GET /", "nothing.localhost:8080", Map.of(), "").status())
                .startsWith("HTTP/1.1 404");
        api.member(api.newProject(), "MANAGER")
                .post("/api/v1/sessions/" + session + "/apps", "{\"port\": 8888}")
                .expect(404);
        assertThat(member.post("/api/v1/sessions/" + session + "/apps", "{\"port\": 22}")
                        .expect(400)
                        .detail())
                .contains("1024");
    }

    /// One request on a connection of its own, to the test's server under the name of `host`.
    private Reply send(String line, String host, Map<String, String> fields, String body) throws IOException {
        int port = Integer.parseInt(String.valueOf(environment.getProperty("local.server.port")));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            List<String> lines = new ArrayList<>(List.of(line + " HTTP/1.1", "Host: " + host));
            fields.forEach((name, value) -> lines.add(name + ": " + value));
            if (!fields.containsKey("Connection")) {
                lines.add("Connection: close");
            }
            OutputStream out = socket.getOutputStream();
            out.write((String.join("\r\n", lines) + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
            out.flush();
            InputStream in = new java.io.BufferedInputStream(socket.getInputStream());
            HttpHead head = HttpHead.read(in);
            java.io.ByteArrayOutputStream read = new java.io.ByteArrayOutputStream();
            List<String> length = head.values("Content-Length");
            if (!head.values("Transfer-Encoding").isEmpty()) {
                HttpBodies.dechunk(in, read);
            } else if (!length.isEmpty()) {
                HttpBodies.length(in, read, Long.parseLong(length.getFirst()));
            } else {
                HttpBodies.rest(in, read);
            }
            return new Reply(head.firstLine(), head.fields(), read.toString(StandardCharsets.UTF_8));
        }
    }
}
