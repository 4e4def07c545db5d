package org.dure.agent.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.dure.agent.reason.ByteSize;
import org.dure.base.Json;
import org.dure.base.http.HttpBodies;
import org.dure.base.http.HttpHead;
import org.jspecify.annotations.Nullable;

/// One request of a program on its way to `server` and back.
///
/// While `server` is away (it is being restarted) the request waits, and is sent again where that cannot do a thing
/// twice: when nothing was sent yet, or when its method is idempotent (RFC 9110, section 9.2.2) and its body is at
/// hand.
final class ForwardedRequest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long PAUSE_MILLIS = 250;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 300_000;

    /// Bodies up to this size are kept for sending them again.
    private static final int KEPT_BODY_BYTES = 256 << 10;

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    private static final Set<String> NOT_IDEMPOTENT = Set.of("POST", "PATCH");

    /// Credentials, what belongs to one connection only, and what claims another origin or method.
    private static final Set<String> NOT_FORWARDED = Set.of(
            "authorization",
            "cookie",
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "http2-settings",
            "expect",
            "content-length",
            "transfer-encoding",
            "proxy-authorization",
            "proxy-connection",
            "proxy-authenticate",
            "forwarded",
            "origin",
            "referer",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-prefix",
            "x-forwarded-port",
            "x-real-ip",
            "x-http-method-override",
            "x-http-method",
            "x-method-override",
            "x-original-url",
            "x-rewrite-url");

    private static final Set<String> NOT_ANSWERED = Set.of("connection", "keep-alive", "set-cookie", "upgrade");

    private final InputStream in;
    private final OutputStream out;
    private final URI server;
    private final ForwardPaths paths;
    private final Passage.Gate gate;
    private final String sessionToken;
    private final long bodyBytesMax;

    ForwardedRequest(
            SocketChannel client,
            URI server,
            ForwardPaths paths,
            Passage.Gate gate,
            String sessionToken,
            long bodyBytesMax) {
        this.in = new BufferedInputStream(Channels.newInputStream(client), 8 << 10);
        this.out = new BufferedOutputStream(Channels.newOutputStream(client), 8 << 10);
        this.server = server;
        this.paths = paths;
        this.gate = gate;
        this.sessionToken = sessionToken;
        this.bodyBytesMax = bodyBytesMax;
    }

    void answer() throws IOException {
        try {
            HttpHead head = HttpHead.read(in);
            String[] words = head.firstLine().split(" ", -1);
            if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
                throw new HttpHead.Malformed(400, "a request line is a method, a path and HTTP/1.1");
            }
            if (Passage.isMeantFor(words)) {
                new Passage(gate, in, out).pass(words, head);
                return;
            }
            if (!METHODS.contains(words[0])) {
                throw new HttpHead.Malformed(405, "this method is not forwarded: " + words[0]);
            }
            String refusal = paths.refusal(words[1]);
            if (refusal != null) {
                throw new HttpHead.Malformed(403, refusal);
            }
            forward(words[0], requestHead(words, head), body(head));
        } catch (HttpHead.Malformed malformed) {
            refuse(malformed.status(), "INVALID_PARAMETER_VALUE", String.valueOf(malformed.getMessage()));
        } catch (EOFException gone) {
            // nobody waits for an answer
        }
    }

    private HttpHead.Body body(HttpHead head) throws IOException {
        HttpHead.Body body = head.requestBody();
        if (body instanceof HttpHead.Body.Length(long bytes) && bytes > bodyBytesMax) {
            throw new HttpHead.Malformed(413, "the body is larger than " + ByteSize.words(bodyBytesMax));
        }
        if (!head.values("Expect").isEmpty()) {
            write(out, "HTTP/1.1 100 Continue\r\n\r\n");
        }
        return body;
    }

    private String requestHead(String[] words, HttpHead head) throws HttpHead.Malformed {
        StringBuilder text = new StringBuilder(words[0] + " " + server.getRawPath() + words[1] + " HTTP/1.1\r\n");
        text.append("Host: ").append(server.getAuthority()).append("\r\n");
        for (HttpHead.Field field : head.fields()) {
            if (!HttpHead.isAmong(field, NOT_FORWARDED)) {
                text.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        switch (head.requestBody()) {
            case HttpHead.Body.None() -> {}
            case HttpHead.Body.Length(long bytes) ->
                text.append("Content-Length: ").append(bytes).append("\r\n");
            case HttpHead.Body.Chunked() -> text.append("Transfer-Encoding: chunked\r\n");
        }
        return text + "Authorization: Bearer " + sessionToken + "\r\nConnection: close\r\n\r\n";
    }

    private void forward(String method, String head, HttpHead.Body body) throws IOException {
        byte[] kept = keep(body);
        boolean repeatable = !NOT_IDEMPOTENT.contains(method) && (kept != null || body instanceof HttpHead.Body.None);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            boolean[] sent = {false};
            try (Socket socket = connect()) {
                sent[0] = true;
                if (exchange(socket, method, head, body, kept)) {
                    return;
                }
            } catch (HttpHead.Malformed malformed) {
                throw malformed;
            } catch (IOException away) {
                // decided below: once more, or an answer that says so
            }
            if (sent[0] && !repeatable) {
                break;
            }
            pause();
        }
        refuse(503, "TEMPORARILY_UNAVAILABLE", "the platform did not answer; it may be restarting");
    }

    /// @return whether an answer was given; from its first byte on nothing is repeated
    private boolean exchange(Socket socket, String method, String head, HttpHead.Body body, byte @Nullable [] kept)
            throws IOException {
        OutputStream up = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
        InputStream down = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        IOException cut = null;
        try {
            write(up, head);
            send(up, body, kept);
        } catch (HttpHead.Malformed malformed) {
            throw malformed;
        } catch (EOFException gone) {
            throw new HttpHead.Malformed(400, "the request ended before its body");
        } catch (IOException early) {
            // A server that refuses early closes the way in; its answer may be there all the same.
            cut = early;
            socket.setSoTimeout(CONNECT_MILLIS);
        }
        HttpHead answer;
        try {
            answer = HttpHead.read(down);
            while (answer.firstLine().startsWith("HTTP/1.1 1")) {
                answer = HttpHead.read(down);
            }
        } catch (HttpHead.Malformed malformed) {
            throw new IOException("the platform's answer cannot be read", cut);
        }
        reply(answer, down, method);
        return true;
    }

    private void reply(HttpHead answer, InputStream down, String method) throws IOException {
        try {
            StringBuilder text = new StringBuilder(answer.firstLine() + "\r\n");
            for (HttpHead.Field field : answer.fields()) {
                if (!HttpHead.isAmong(field, NOT_ANSWERED)) {
                    text.append(field.name()).append(": ").append(field.value()).append("\r\n");
                }
            }
            write(out, text + "Connection: close\r\n\r\n");
            if (!method.equals("HEAD")) {
                HttpBodies.rest(down, out);
            }
        } catch (IOException broken) {
            // Half an answer cannot be taken back: the program sees its connection end.
            System.err.println("an answer to the program was cut: " + broken.getMessage());
        }
    }

    private void send(OutputStream up, HttpHead.Body body, byte @Nullable [] kept) throws IOException {
        InputStream source = kept == null ? in : new ByteArrayInputStream(kept);
        switch (body) {
            case HttpHead.Body.None() -> up.flush();
            case HttpHead.Body.Length(long bytes) -> HttpBodies.length(source, up, bytes);
            case HttpHead.Body.Chunked() -> HttpBodies.chunked(in, up, bodyBytesMax);
        }
    }

    /// Reads a small body whole, so that a program's broken-off request is never begun and may be sent again.
    private byte @Nullable [] keep(HttpHead.Body body) throws IOException {
        if (body instanceof HttpHead.Body.Length(long bytes) && bytes <= KEPT_BODY_BYTES) {
            ByteArrayOutputStream kept = new ByteArrayOutputStream((int) bytes);
            HttpBodies.length(in, kept, bytes);
            return kept.toByteArray();
        }
        return null;
    }

    private Socket connect() throws IOException {
        boolean secure = "https".equals(server.getScheme());
        int port = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(server.getHost(), port), CONNECT_MILLIS);
            plain.setSoTimeout(ANSWER_MILLIS);
            if (!secure) {
                return plain;
            }
            javax.net.ssl.SSLSocket wrapped =
                    (javax.net.ssl.SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
                            .createSocket(plain, server.getHost(), port, true);
            javax.net.ssl.SSLParameters parameters = wrapped.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            wrapped.setSSLParameters(parameters);
            wrapped.startHandshake();
            return wrapped;
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    /// In the words of the MLflow wire, which most programs here speak.
    private void refuse(int status, String code, String message) throws IOException {
        byte[] body = Json.MAPPER.writeValueAsBytes(Map.of("error_code", code, "message", message));
        write(
                out,
                "HTTP/1.1 " + status + " Refused\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\nConnection: close\r\n\r\n");
        out.write(body);
        out.flush();
    }

    private static void write(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.ISO_8859_1));
        to.flush();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stop) {
            throw new IOException("interrupted while the platform was away");
        }
    }
}
