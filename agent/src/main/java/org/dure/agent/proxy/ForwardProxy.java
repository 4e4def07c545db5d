package org.dure.agent.proxy;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import org.dure.base.agent.WorkOrder;

/// An HTTP/1.1 proxy that passes a program's requests for the allowed paths to `server` and adds the session's token.
/// One request a connection. Requests that are meant for a proxy pass to the hosts that the order allows.
public final class ForwardProxy implements Listener.Handler {

    /// Takes a line for the log.
    public interface Refusals {
        void tell(String line) throws IOException;
    }

    private final URI server;
    private final WorkOrder order;
    private final HostGate gate;

    /// @param log takes a line for each host that is refused
    public ForwardProxy(URI server, WorkOrder order, Refusals log) {
        this.server = server;
        this.order = order;
        this.gate = new HostGate(order.reach(), log);
    }

    @Override
    public void serve(SocketChannel client) throws IOException {
        ForwardPaths paths = new ForwardPaths(order.forwardPaths());
        new ForwardedRequest(
                        client,
                        server,
                        paths,
                        gate,
                        order.sessionToken(),
                        order.limits().outputBytes())
                .answer();
    }
}
