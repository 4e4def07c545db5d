package org.dure.agent.proxy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import org.dure.base.agent.Reach;

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
        Passage.serve(client, this, Passage::isMeantFor, "this is a proxy for building an image, and nothing else");
    }

    @Override
    public Socket connect(String authority) throws IOException {
        return packages.names(authority) ? packages.connect(authority) : hosts.connect(authority);
    }
}
