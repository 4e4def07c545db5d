package org.dure.agent.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.dure.base.http.HttpBodies;
import org.dure.base.http.HttpHead;

/// One request of an HTTP proxy on its way out: a tunnel (CONNECT) whose inside is not looked at, or a plain request.
///
/// @param gate decides where it may go
/// @param in   what the program sends after the request's head
/// @param out  to the program
record Passage(Gate gate, InputStream in, OutputStream out) {

    /// Opens the connections that it allows.
    interface Gate {

        /// @param authority host and port, in lower case
        /// @throws HttpHead.Malformed saying why it is not allowed
        Socket connect(String authority) throws IOException;
    }

    static final int CONNECT_MILLIS = 15_000;

    /// What belongs to one connection only, and what is told anew: the body's length, and the host, which is the one
    /// that the gate has judged (RFC 9112, section 3.2.2).
    private static final Set<String> NOT_FORWARDED = Set.of(
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "content-length",
            "transfer-encoding",
            "proxy-authorization",
            "proxy-connection");

    /// Whether a request line is meant for a proxy.
    static boolean isMeantFor(String[] words) {
        return words[0].equals("CONNECT") || words[1].regionMatches(true, 0, "http://", 0, 7);
    }

    /// Serves one connection of a proxy, whose first request is its only one.
    ///
    /// @param passes  whether it is one for this proxy, by the three words of its line
    /// @param refusal what others are told
    static void serve(SocketChannel client, Gate gate, Predicate<String[]> passes, String refusal) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(client), 8 << 10);
        OutputStream out = Channels.newOutputStream(client);
        try {
            HttpHead head = HttpHead.read(in);
            String[] words = head.firstLine().split(" ", -1);
            if (words.length != 3 || !passes.test(words)) {
                throw new HttpHead.Malformed(405, refusal);
            }
            new Passage(gate, in, out).pass(words, head);
        } catch (HttpHead.Malformed refused) {
            refuse(out, refused.status(), String.valueOf(refused.getMessage()));
        }
    }

    /// @param words of the request line
    void pass(String[] words, HttpHead head) throws IOException {
        try {
            if (words[0].equals("CONNECT")) {
                tunnel(words[1].toLowerCase(Locale.ROOT));
            } else {
                plain(words[0], URI.create(words[1]), head);
            }
        } catch (HttpHead.Malformed refused) {
            refuse(out, refused.status(), String.valueOf(refused.getMessage()));
        } catch (IllegalArgumentException noUrl) {
            refuse(out, 400, "the request's target is no URL");
        } catch (IOException away) {
            refuse(out, 502, words[1] + " cannot be reached: " + away.getMessage());
        }
    }

    private void tunnel(String authority) throws IOException {
        try (Socket socket = gate.connect(authority)) {
            write(out, "HTTP/1.1 200 Connected\r\n\r\n");
            OutputStream up = socket.getOutputStream();
            Thread upwards = Thread.ofVirtual().start(() -> {
                try {
                    HttpBodies.rest(in, up);
                    socket.shutdownOutput();
                } catch (IOException closed) {
                    // the other direction ends the tunnel
                }
            });
            try {
                HttpBodies.rest(socket.getInputStream(), out);
            } catch (IOException cut) {
                // From here on the tunnel is TLS: there is nothing to say in it but its end.
            }
            upwards.interrupt();
        }
    }

    private void plain(String method, URI target, HttpHead head) throws IOException {
        if (!"http".equals(target.getScheme()) || target.getHost() == null) {
            throw new HttpHead.Malformed(400, "a plain request names an http URL");
        }
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        StringBuilder text = new StringBuilder(method + " " + path + query + " HTTP/1.1\r\n");
        text.append("Host: ")
                .append(target.getHost() + (target.getPort() < 0 ? "" : ":" + target.getPort()))
                .append("\r\n");
        for (HttpHead.Field field : head.fields()) {
            if (!HttpHead.isAmong(field, NOT_FORWARDED)) {
                text.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        HttpHead.Body body = head.requestBody();
        switch (body) {
            case HttpHead.Body.None() -> {}
            case HttpHead.Body.Length(long bytes) ->
                text.append("Content-Length: ").append(bytes).append("\r\n");
            case HttpHead.Body.Chunked() -> text.append("Transfer-Encoding: chunked\r\n");
        }
        try (Socket socket = gate.connect(authority(target))) {
            OutputStream up = socket.getOutputStream();
            write(up, text + "Connection: close\r\n\r\n");
            if (!head.values("Expect").isEmpty()) {
                write(out, "HTTP/1.1 100 Continue\r\n\r\n");
            }
            switch (body) {
                case HttpHead.Body.None() -> {}
                case HttpHead.Body.Length(long bytes) -> HttpBodies.length(in, up, bytes);
                case HttpHead.Body.Chunked() -> HttpBodies.chunked(in, up, Long.MAX_VALUE);
            }
            HttpBodies.rest(socket.getInputStream(), out);
        }
    }

    static String authority(URI url) {
        int usual = "https".equals(url.getScheme()) ? 443 : 80;
        return (url.getHost() + ":" + (url.getPort() >= 0 ? url.getPort() : usual)).toLowerCase(Locale.ROOT);
    }

    static void refuse(OutputStream out, int status, String message) throws IOException {
        write(
                out,
                "HTTP/1.1 " + status + " " + message.replaceAll("[^ -~]", "?")
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private static void write(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.ISO_8859_1));
        to.flush();
    }
}
