package org.dure.agent.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import org.dure.base.agent.Reach;
import org.dure.base.http.HttpHead;

/// An HTTP proxy for the steps that make an image: to the Python package index, and to the hosts that the
/// project allows. The platform itself is not behind it.
public final class BuildProxy implements Listener.Handler, Passage.Gate {

    private final PackageProxy packages;
    private final HostGate hosts;

    /// @param log takes a line for each host that is refused
    public BuildProxy(URI packageIndex, Reach reach, ForwardProxy.Refusals log) {
        this.packages = PackageProxy.to(packageIndex);
        this.hosts = new HostGate(reach, log);
    }

    @Override
    public void serve(SocketChannel client) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(client), 8 << 10);
        OutputStream out = Channels.newOutputStream(client);
        try {
            HttpHead head = HttpHead.read(in);
            String[] words = head.firstLine().split(" ", -1);
            if (words.length != 3 || !Passage.isMeantFor(words)) {
                throw new HttpHead.Malformed(405, "this is a proxy for building an image, and nothing else");
            }
            new Passage(this, in, out).pass(words, head);
        } catch (HttpHead.Malformed refused) {
            Passage.refuse(out, refused.status(), String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public Socket connect(String authority) throws IOException {
        return packages.names(authority) ? packages.connect(authority) : hosts.connect(authority);
    }
}
