package org.dure.agent.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.dure.base.http.HttpHead;

/// An HTTP proxy that reaches a Python package index and nothing else: tunnels (CONNECT) to its https hosts, and plain
/// requests where the platform's own index speaks http.
public record PackageProxy(Set<String> authorities) implements Listener.Handler, Passage.Gate {

    private static final int SILENCE_MILLIS = 120_000;
    private static final Set<String> METHODS = Set.of("CONNECT", "GET", "HEAD");

    /// @param index what the administrator names; its host alone, except that pypi.org keeps its files elsewhere
    public static PackageProxy to(URI index) {
        String own = Passage.authority(index);
        return new PackageProxy(own.equals("pypi.org:443") ? Set.of(own, "files.pythonhosted.org:443") : Set.of(own));
    }

    @Override
    public void serve(SocketChannel client) throws IOException {
        Passage.serve(client, this, words -> METHODS.contains(words[0]), "only CONNECT, GET and HEAD pass here");
    }

    /// Whether it is the index that is asked for.
    boolean names(String authority) {
        return authorities.contains(authority);
    }

    @Override
    public Socket connect(String authority) throws IOException {
        if (!names(authority)) {
            throw new HttpHead.Malformed(
                    403, "packages come from " + String.join(", ", authorities) + ", not from " + authority);
        }
        int colon = authority.lastIndexOf(':');
        Socket socket = new Socket();
        try {
            int port = Integer.parseInt(authority.substring(colon + 1));
            socket.connect(new InetSocketAddress(authority.substring(0, colon), port), Passage.CONNECT_MILLIS);
            socket.setSoTimeout(SILENCE_MILLIS);
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }
}
