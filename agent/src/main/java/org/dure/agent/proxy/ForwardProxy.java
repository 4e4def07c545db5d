package org.dure.agent.proxy;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import org.dure.base.agent.WorkOrder;

/// An HTTP/1.1 proxy that passes a program's requests for the allowed paths to `server` and adds the session's token.
/// One request a connection.
public record ForwardProxy(URI server, WorkOrder order) implements UnixListener.Handler {

    @Override
    public void serve(SocketChannel client) throws IOException {
        ForwardPaths paths = new ForwardPaths(order.forwardPaths());
        new ForwardedRequest(
                        client,
                        server,
                        paths,
                        order.sessionToken(),
                        order.limits().outputBytes())
                .answer();
    }
}
