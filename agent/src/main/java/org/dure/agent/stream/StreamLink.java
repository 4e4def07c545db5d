package org.dure.agent.stream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.dure.agent.wire.ServerLink;
import org.dure.base.http.HttpHead;

/// The outer half of a stream: a connection to `server` that has changed from HTTP to plain bytes (RFC 9110, section
/// 7.8).
record StreamLink(Socket socket, InputStream in, OutputStream out) implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;

    /// @throws IOException also where `server` refuses: nobody waits for this stream any more
    static StreamLink open(ServerLink link, UUID stream) throws IOException {
        URI server = link.server();
        boolean secure = "https".equals(server.getScheme());
        int port = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
        Socket socket = secure ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        try {
            socket.connect(new InetSocketAddress(server.getHost(), port), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + link.path("/streams/" + stream) + " HTTP/1.1\r\nHost: " + server.getAuthority()
                            + "\r\nAuthorization: Bearer " + link.token()
                            + "\r\nConnection: Upgrade\r\nUpgrade: dure-stream\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String status = HttpHead.read(in).firstLine();
            if (!status.startsWith("HTTP/1.1 101")) {
                throw new IOException("server answered to a stream: " + status);
            }
            return new StreamLink(socket, in, out);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
