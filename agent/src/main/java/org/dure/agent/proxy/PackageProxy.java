package org.dure.agent.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.dure.base.http.HttpBodies;
import org.dure.base.http.HttpHead;

/// An HTTP proxy that reaches a Python package index and nothing else: tunnels (CONNECT) to its https hosts, and plain
/// requests where the platform's own index speaks http.
public record PackageProxy(Set<String> authorities) implements UnixListener.Handler {

    private static final int CONNECT_MILLIS = 15_000;
    private static final int SILENCE_MILLIS = 120_000;

    /// What belongs to one connection only.
    private static final Set<String> NOT_FORWARDED =
            Set.of("connection", "keep-alive", "te", "trailer", "upgrade", "proxy-authorization", "proxy-connection");

    /// @param index what the administrator names; its host alone, except that pypi.org keeps its files elsewhere
    public static PackageProxy to(URI index) {
        String own = authority(index);
        return new PackageProxy(own.equals("pypi.org:443") ? Set.of(own, "files.pythonhosted.org:443") : Set.of(own));
    }

    @Override
    public void serve(SocketChannel client) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(client), 8 << 10);
        OutputStream out = Channels.newOutputStream(client);
        try {
            HttpHead head = HttpHead.read(in);
            String[] words = head.firstLine().split(" ", -1);
            if (words.length == 3 && words[0].equals("CONNECT")) {
                tunnel(words[1].toLowerCase(Locale.ROOT), in, out);
            } else if (words.length == 3 && (words[0].equals("GET") || words[0].equals("HEAD"))) {
                plain(words[0], URI.create(words[1]), head, out);
            } else {
                throw new HttpHead.Malformed(405, "only CONNECT, GET and HEAD pass here");
            }
        } catch (HttpHead.Malformed refused) {
            refuse(out, refused.status(), String.valueOf(refused.getMessage()));
        } catch (IllegalArgumentException noUrl) {
            refuse(out, 400, "the request's target is no URL");
        } catch (IOException away) {
            refuse(out, 502, "the package index cannot be reached: " + away.getMessage());
        }
    }

    private void tunnel(String authority, InputStream in, OutputStream out) throws IOException {
        try (Socket socket = connect(authority)) {
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

    private void plain(String method, URI target, HttpHead head, OutputStream out) throws IOException {
        if (!"http".equals(target.getScheme()) || target.getHost() == null) {
            throw new HttpHead.Malformed(400, "a plain request names an http URL");
        }
        try (Socket socket = connect(authority(target))) {
            String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
            StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            for (HttpHead.Field field : head.fields()) {
                if (!HttpHead.isAmong(field, NOT_FORWARDED)) {
                    text.append(field.name()).append(": ").append(field.value()).append("\r\n");
                }
            }
            write(socket.getOutputStream(), text + "Connection: close\r\n\r\n");
            HttpBodies.rest(socket.getInputStream(), out);
        }
    }

    private Socket connect(String authority) throws IOException {
        if (!authorities.contains(authority)) {
            throw new HttpHead.Malformed(
                    403, "packages come from " + String.join(", ", authorities) + ", not from " + authority);
        }
        int colon = authority.lastIndexOf(':');
        Socket socket = new Socket();
        try {
            int port = Integer.parseInt(authority.substring(colon + 1));
            socket.connect(new InetSocketAddress(authority.substring(0, colon), port), CONNECT_MILLIS);
            socket.setSoTimeout(SILENCE_MILLIS);
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private static String authority(URI url) {
        int usual = "https".equals(url.getScheme()) ? 443 : 80;
        return (url.getHost() + ":" + (url.getPort() >= 0 ? url.getPort() : usual)).toLowerCase(Locale.ROOT);
    }

    private static void refuse(OutputStream out, int status, String message) throws IOException {
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
