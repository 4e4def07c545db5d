package org.dure.server.compute.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.dure.server.Api;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.dure.server.compute.TestImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/// A terminal in a real sandbox, opened as a browser and as a program would.
class TerminalTest extends SandboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Autowired
    Environment environment;

    String session;

    @BeforeEach
    void interactiveSession() {
        session = Programs.submitInteractive(member, project, "\"recipe\": \"terminal\"");
    }

    @AfterEach
    void stop() {
        if (session != null) {
            member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}");
            Programs.await(member, session, Session.State.STOPPED, Session.State.SUCCEEDED);
        }
    }

    @Test
    void what_is_typed_is_run_inside_and_the_window_may_change_its_size() throws Exception {
        Screen screen = new Screen();
        WebSocket terminal = open(member, "?columns=100&rows=30", screen);
        type(terminal, "echo $((6 * 7)) in $(hostname); stty size\n");
        screen.await("42 in session");
        screen.await("30 100");
        type(terminal, "echo st''ands in $(pwd), at home in $HOME\n");
        screen.await("stands in /checkpoint/home, at home in /checkpoint/home");
        terminal.sendText("{\"columns\": 120, \"rows\": 40}", true).join();
        type(terminal, "until [ \"$(stty size)\" = '40 120' ]; do sleep 0.1; done; echo re''sized\n");
        screen.await("resized");
        type(terminal, "exit\n");
        screen.awaitEnd();
    }

    @Test
    void several_terminals_are_open_at_once() throws Exception {
        Screen first = new Screen();
        Screen second = new Screen();
        WebSocket one = open(member, "", first);
        WebSocket two = open(member, "", second);
        type(one, "echo fi''rst >/tmp/told\n");
        type(two, "until [ -e /tmp/told ]; do sleep 0.1; done; cat /tmp/told\n");
        second.await("first");
        one.abort();
        two.abort();
    }

    @Test
    void a_place_begins_with_a_copy_of_ones_files() throws Exception {
        stop();
        session = null;
        String files = Programs.upload(
                member, project, Map.of("notes.txt", "mine\n", "tools/say.py", "print('tools ' + 'work')"));
        String program = "\"recipe\": \"terminal\", \"program_id\": \"" + files + "\"";
        session = Programs.submitInteractive(member, project, program);
        Screen screen = new Screen();
        WebSocket terminal = open(member, "", screen);
        type(terminal, "python3 tools/say.py; echo and more >>notes.txt; echo $(cat notes.txt)\n");
        screen.await("tools work");
        screen.await("mine and more");
        terminal.abort();
        String seen = member.get("/api/v1/sessions/" + session)
                .expect(200)
                .json()
                .path("program")
                .toString();
        assertThat(seen).contains("\"recipe\":\"terminal\"", files);
    }

    @Test
    void a_place_in_an_image_has_terminals_with_the_images_files(@TempDir Path scratch) throws Exception {
        stop();
        session = null;
        try (TestImage image = TestImage.make(scratch)) {
            session = Programs.submitInteractive(
                    member, project, """
                    "program_id": "%s", "command": ["sleep", "300"], "image": "%s"
                    """.formatted(Programs.upload(member, project, ""), image.name()));
            Screen screen = new Screen();
            WebSocket terminal = open(member, "?columns=90&rows=20", screen);
            type(terminal, "cat /etc/marker; stty size; ls || echo no''thing else\n");
            screen.await("from the image");
            screen.await("20 90");
            screen.await("nothing else");
            terminal.abort();
            stop();
            session = null;
        }
    }

    @Test
    void nobody_else_and_no_foreign_page_gets_in() {
        String path = "/api/v1/sessions/" + session + "/terminal";
        assertThat(statusOf(api.nobody(), null)).isEqualTo(401);
        assertThat(statusOf(api.member(api.newProject(), "MANAGER"), null)).isEqualTo(404);
        assertThat(statusOf(member, "https://evil.example")).isEqualTo(403);
        assertThat(member.get(path).expect(400).detail()).contains("websocket");
    }

    @Test
    void a_training_session_cannot_be_entered() {
        String training = Programs.run(member, project, "import time; time.sleep(60)");
        Api.Answer answer = member.get("/api/v1/sessions/" + training + "/terminal");
        assertThat(answer.expect(409).detail()).contains("INTERACTIVE");
        member.post("/api/v1/sessions/" + training + "/stop", "{\"reason\": \"the test is over\"}");
    }

    private int statusOf(Api.Caller caller, String origin) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (origin != null) {
            builder.header("Origin", origin);
        }
        if (!caller.token().isEmpty()) {
            builder.header("Authorization", "Bearer " + caller.token());
        }
        try {
            builder.buildAsync(address(""), new Screen()).join();
            return 101;
        } catch (CompletionException refused) {
            return ((WebSocketHandshakeException) refused.getCause())
                    .getResponse()
                    .statusCode();
        }
    }

    private WebSocket open(Api.Caller caller, String query, Screen screen) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + caller.token())
                .buildAsync(address(query), screen)
                .join();
    }

    private URI address(String query) {
        return URI.create("ws://127.0.0.1:" + environment.getProperty("local.server.port") + "/api/v1/sessions/"
                + session + "/terminal" + query);
    }

    private static void type(WebSocket terminal, String text) {
        terminal.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true)
                .join();
    }

    /// What the terminal has shown.
    private static final class Screen implements WebSocket.Listener {

        private final StringBuffer shown = new StringBuffer();
        private volatile boolean ended;

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            shown.append(StandardCharsets.UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ended = true;
            return null;
        }

        void await(String text) throws InterruptedException {
            Instant deadline = Instant.now().plus(PATIENCE);
            while (shown.indexOf(text) < 0) {
                assertThat(Instant.now()).as("no " + text + " in: " + shown).isBefore(deadline);
                Thread.sleep(100);
            }
        }

        void awaitEnd() throws InterruptedException {
            Instant deadline = Instant.now().plus(PATIENCE);
            while (!ended) {
                assertThat(Instant.now()).as("not closed: " + shown).isBefore(deadline);
                Thread.sleep(100);
            }
        }
    }
}
