package org.dure.agent.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.agent.PretendServer;
import org.dure.base.agent.Reach;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The only way from a sandbox to the platform, attacked byte by byte.
class ForwardProxyTest {

    @TempDir
    Path folder;

    private PretendServer server;
    private Listener listener;

    @BeforeEach
    void open() throws Exception {
        server = new PretendServer();
        WorkOrder order = new WorkOrder(
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                PretendServer.SESSION_TOKEN,
                null,
                List.of("true"),
                Map.of(),
                List.of(),
                new WorkOrder.Needs(1, 1 << 20, List.of()),
                new WorkOrder.Limits(1, 1, 1 << 20, 1),
                null,
                null,
                null,
                null,
                Map.of(),
                Reach.NONE,
                List.of("/api/2.0/mlflow", "/api/v1/sessions/mine"),
                false,
                1);
        server.order(order);
        listener = Listener.open(folder.resolve("platform.sock"), new ForwardProxy(server.url(), order, line -> {}));
    }

    @AfterEach
    void close() throws Exception {
        listener.close();
        server.close();
    }

    @Test
    void it_adds_the_session_token_and_drops_the_programs_credentials() throws Exception {
        String answer = send(
                "GET /api/2.0/mlflow/runs/get?run_id=1%202 HTTP/1.1\r\nHost: evil\r\nauthorization: Bearer stolen\r\n"
                        + "COOKIE: admin=1\r\nX-Forwarded-For: 127.0.0.1\r\nX-HTTP-Method-Override: DELETE\r\nX-Mine: kept\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{\"hello\":\"program\"}");
        assertThat(answer.toLowerCase()).doesNotContain("set-cookie");
        PretendServer.Forwarded request = server.forwarded.getFirst();
        assertThat(request.target()).isEqualTo("/api/2.0/mlflow/runs/get?run_id=1%202");
        assertThat(request.headers().get("Authorization")).containsExactly("Bearer session-token");
        assertThat(request.headers().get("Host")).containsExactly("127.0.0.1:" + server.port());
        assertThat(request.headers()).containsKey("X-mine").doesNotContainKeys("Cookie", "X-forwarded-for");
        assertThat(request.headers()).doesNotContainKey("X-http-method-override");
    }

    /// Java's own client offers HTTP/2 with its first request; an offer may be left unanswered (RFC 9110, section 7.8).
    @Test
    void an_offer_to_change_the_protocol_is_not_taken_up_and_does_no_harm() throws Exception {
        String answer = send("GET /api/2.0/mlflow/x HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAEAAEAAAAIAAAAB\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(server.forwarded.getFirst().headers()).doesNotContainKeys("Upgrade", "Http2-settings");
    }

    @Test
    void bodies_pass_by_length_and_by_chunks() throws Exception {
        send("POST /api/2.0/mlflow/runs/update HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
        send("POST /api/2.0/mlflow/runs/update HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: dropped\r\n\r\n");
        String large = "x".repeat(600_000);
        send("PUT /api/v1/sessions/mine/file HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 600000\r\n\r\n"
                + large);

        assertThat(server.forwarded).extracting(PretendServer.Forwarded::body).containsExactly("hello", "hello", large);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/sessions/other",
                "/api/v1/sessions/mineral",
                "/agent/v1/attempts/1/order",
                "/api/2.0/mlflow/../../v1/tokens",
                "/api/2.0/mlflow/..",
                "/api/2.0/mlflow/%2e%2e/x",
                "/api/2.0/mlflow/%2E./x",
                "/api/2.0/mlflow/..%2f..%2fv1",
                "/api/2.0/mlflow/..%5c..",
                "/api/2.0/mlflow/%252e%252e/x",
                "/api/2.0/mlflow/;/x",
                "//evil.example/api/2.0/mlflow",
                "/api/2.0/mlflow//x",
                "/api/2.0/mlflow/%zz",
                "/api/2.0/mlflow/%00",
                "/api/2.0/mlflow/.",
                "http://127.0.0.1/api/2.0/mlflow",
                "*",
                "127.0.0.1:443",
                "/API/2.0/mlflow",
                "/api/2.0/mlflow\\..\\x",
                "/api/2.0/mlflow/\u00e9"
            })
    void a_path_that_is_not_allowed_or_not_plain_never_leaves(String target) throws Exception {
        assertThat(send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).matches("(?s)HTTP/1.1 (400|403) .*");
        assertThat(server.forwarded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT /api/2.0/mlflow/x HTTP/1.1\r\n\r\n",
                "POST /api/2.0/mlflow/x HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /api/2.0/mlflow/x HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "POST /api/2.0/mlflow/x HTTP/1.1\r\nContent-Length: +3\r\n\r\nabc",
                "POST /api/2.0/mlflow/x HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /api/2.0/mlflow/x HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "GET /api/2.0/mlflow/x HTTP/1.1\r\nA: b\r\n folded: c\r\n\r\n",
                "GET /api/2.0/mlflow/x HTTP/1.1\nAuthorization: Bearer stolen\n\n",
                "GET /api/2.0/mlflow/x HTTP/1.1\r\nA: b\rAuthorization: Bearer stolen\r\n\r\n",
                "GET  /api/2.0/mlflow/x HTTP/1.1\r\n\r\n",
                "GET /api/2.0/mlflow/x HTTP/2.0\r\n\r\n",
                "POST /api/2.0/mlflow/x HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"
            })
    void a_request_that_readers_could_disagree_about_never_leaves(String request) throws Exception {
        assertThat(send(request)).matches("(?s)HTTP/1.1 (400|405|413|501) .*");
        assertThat(server.forwarded).isEmpty();
    }

    @Test
    void a_second_request_on_the_same_connection_is_not_taken_for_a_new_one() throws Exception {
        send("GET /api/2.0/mlflow/x HTTP/1.1\r\n\r\nGET /agent/v1/attempts HTTP/1.1\r\n\r\n");

        assertThat(server.forwarded).hasSize(1);
    }

    @Test
    void requests_wait_for_a_server_that_is_being_restarted() throws Exception {
        server.stop();
        Thread later = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(800);
                server.restart();
            } catch (InterruptedException | IOException failed) {
                throw new IllegalStateException(failed);
            }
        });

        assertThat(send("POST /api/2.0/mlflow/x HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 200");
        later.join();
        assertThat(server.forwarded).hasSize(1);
    }

    private String send(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("platform.sock")));
            ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
