package org.dure.agent;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import org.dure.base.agent.WorkOrder;

/// The sandbox's only way out: an HTTP/1.1 proxy on a unix socket that passes requests for the allowed paths to
/// `server` and adds the session's token. One request a connection.
final class ForwardProxy implements AutoCloseable {

    /// At a time; more wait.
    private static final int CONNECTIONS_MAX = 16;

    /// What the address of a unix socket may hold on Linux (unix(7)), without the closing NUL.
    private static final int SOCKET_PATH_BYTES_MAX = 107;

    private final ServerSocketChannel listener;
    private final URI server;
    private final ForwardPaths paths;
    private final String sessionToken;
    private final long bodyBytesMax;
    private final Semaphore slots = new Semaphore(CONNECTIONS_MAX);

    private ForwardProxy(ServerSocketChannel listener, URI server, WorkOrder order) {
        this.listener = listener;
        this.server = server;
        this.paths = new ForwardPaths(order.forwardPaths());
        this.sessionToken = order.sessionToken();
        this.bodyBytesMax = order.limits().outputBytes();
    }

    /// Listens at `socket`, which anybody who sees it may use: only the sandbox does.
    static ForwardProxy open(Path socket, URI server, WorkOrder order) throws IOException, RefusedException {
        if (socket.toString().length() > SOCKET_PATH_BYTES_MAX) {
            throw new RefusedException("the work folder's path is too long for a socket in it: " + socket);
        }
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        return new ForwardProxy(listener, server, order);
    }

    void start() {
        Thread.ofPlatform().daemon().name("forward proxy").start(this::accept);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (true) {
            try {
                slots.acquire();
                SocketChannel client = listener.accept();
                Thread.ofVirtual().name("forward").start(() -> serve(client));
            } catch (ClosedChannelException closed) {
                return;
            } catch (InterruptedException stop) {
                return;
            } catch (IOException failed) {
                slots.release();
                System.err.println("the forward proxy could not accept a connection: " + failed.getMessage());
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            new ForwardedRequest(client, server, paths, sessionToken, bodyBytesMax).answer();
        } catch (IOException cut) {
            // The program has gone away, or will see its connection closed.
        } finally {
            slots.release();
        }
    }
}
