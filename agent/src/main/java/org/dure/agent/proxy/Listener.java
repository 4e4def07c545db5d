package org.dure.agent.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/// The outer end of a sandbox's way to the platform, each of whose connections is served by itself: a unix
/// socket that the sandbox alone sees, or, where it shares its node's network, a port of the node's loopback
/// that serves its user alone.
public final class Listener implements AutoCloseable {

    /// Serves one connection, which is closed afterwards.
    public interface Handler {
        void serve(SocketChannel client) throws IOException;
    }

    /// At a time; more wait.
    private static final int CONNECTIONS_MAX = 16;

    /// What Java takes for the address of a unix socket: one byte less than Linux (unix(7): 108 with the closing NUL).
    private static final int SOCKET_PATH_BYTES_MAX = 106;

    private final ServerSocketChannel listener;
    private final Handler handler;
    private final Semaphore slots;

    private Listener(ServerSocketChannel listener, Handler handler, int connectionsMax) {
        this.listener = listener;
        this.handler = handler;
        this.slots = new Semaphore(connectionsMax);
    }

    /// Listens at `socket`, which anybody who sees it may use: only the sandbox does.
    public static Listener open(Path socket, Handler handler) throws IOException {
        return open(socket, handler, CONNECTIONS_MAX);
    }

    /// Like the other one.
    ///
    /// @param connectionsMax at a time; more wait
    public static Listener open(Path socket, Handler handler, int connectionsMax) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        bind(listener, socket);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        return started(listener, handler, connectionsMax);
    }

    /// The address may be too long for the kernel where the path is not: then a short link leads to the folder, for as
    /// long as the binding takes.
    private static void bind(ServerSocketChannel listener, Path socket) throws IOException {
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_BYTES_MAX) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            return;
        }
        Path alias = Files.createTempDirectory("dure");
        Path link = Files.createSymbolicLink(alias.resolve("link"), Objects.requireNonNull(socket.getParent()));
        try {
            listener.bind(UnixDomainSocketAddress.of(link.resolve(socket.getFileName())));
        } finally {
            Files.delete(link);
            Files.delete(alias);
        }
    }

    /// Listens at a free port of the node's loopback, and closes every connection that is not of this user.
    public static Listener onLoopback(int user, Handler handler) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        Handler own = client -> {
            if (LoopbackPeer.isOf(user, client)) {
                handler.serve(client);
            }
        };
        return started(listener, own, CONNECTIONS_MAX);
    }

    /// Of one on the loopback.
    public int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private static Listener started(ServerSocketChannel listener, Handler handler, int connectionsMax) {
        Listener opened = new Listener(listener, handler, connectionsMax);
        Thread.ofPlatform().daemon().name("listener").start(opened::accept);
        return opened;
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
                Thread.ofVirtual().name("connection").start(() -> serve(client));
            } catch (ClosedChannelException closed) {
                return;
            } catch (InterruptedException stop) {
                return;
            } catch (IOException failed) {
                slots.release();
                System.err.println("a connection could not be accepted: " + failed.getMessage());
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            handler.serve(client);
        } catch (IOException cut) {
            // The program has gone away, or will see its connection closed.
        } finally {
            slots.release();
        }
    }
}
