package org.dure.agent.proxy;

import java.io.IOException;
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

/// The outer end of a sandbox's only way out: a unix socket, each of whose connections is served by itself.
public final class UnixListener implements AutoCloseable {

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

    private UnixListener(ServerSocketChannel listener, Handler handler, int connectionsMax) {
        this.listener = listener;
        this.handler = handler;
        this.slots = new Semaphore(connectionsMax);
    }

    /// Listens at `socket`, which anybody who sees it may use: only the sandbox does.
    public static UnixListener open(Path socket, Handler handler) throws IOException {
        return open(socket, handler, CONNECTIONS_MAX);
    }

    /// Like the other one.
    ///
    /// @param connectionsMax at a time; more wait
    public static UnixListener open(Path socket, Handler handler, int connectionsMax) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        bind(listener, socket);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        UnixListener opened = new UnixListener(listener, handler, connectionsMax);
        Thread.ofPlatform().daemon().name("listener").start(opened::accept);
        return opened;
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
