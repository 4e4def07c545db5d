package org.dure.agent.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dure.agent.proxy.Listener;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.ServerLink;
import org.dure.base.agent.StreamRequest;
import org.dure.base.http.HttpBodies;
import org.jspecify.annotations.Nullable;

/// Carries streams into the sandbox.
///
/// The agent never opens a path that the program could have made: what runs inside connects to the agent's socket and
/// waits there to be told, in one line, what its stream is for.
public final class Streams implements AutoCloseable {

    /// At a time, idle ones included.
    private static final int CONNECTIONS_MAX = 64;

    private static final int ASK_SECONDS = 20;
    private static final int IDLE_WAIT_SECONDS = 10;
    private static final long PAUSE_MILLIS = 1_000;

    /// A connection from inside that waits for its stream.
    private record Inlet(SocketChannel channel, CountDownLatch done) {}

    private final ServerLink link;
    private final BlockingQueue<Inlet> idle = new LinkedBlockingQueue<>();
    private final Listener listener;
    private volatile boolean closed;

    private Streams(Path socket, ServerLink link) throws IOException {
        this.link = link;
        this.listener = Listener.open(socket, this::await, CONNECTIONS_MAX);
    }

    /// Listens at `socket` and asks `server` for the streams that are wanted.
    public static Streams open(Path socket, ServerLink link) throws IOException {
        Streams streams = new Streams(socket, link);
        Thread.ofPlatform().daemon().name("streams").start(streams::ask);
        return streams;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        for (Inlet inlet = idle.poll(); inlet != null; inlet = idle.poll()) {
            inlet.done().countDown();
        }
    }

    private void await(SocketChannel channel) {
        Inlet inlet = new Inlet(channel, new CountDownLatch(1));
        idle.add(inlet);
        try {
            inlet.done().await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        while (!closed) {
            try {
                StreamRequest.Wanted wanted =
                        link.call("GET", "/streams?wait_seconds=" + ASK_SECONDS, null, StreamRequest.Wanted.class);
                wanted.streams()
                        .forEach(request -> Thread.ofVirtual()
                                .name("stream " + request.id())
                                .start(() -> carry(request)));
            } catch (AttemptOverException over) {
                return;
            } catch (IOException away) {
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException stop) {
                    return;
                }
            }
        }
    }

    private void carry(StreamRequest request) {
        try (StreamLink outside = StreamLink.open(link, request.id())) {
            Inlet inlet = inletFor(request);
            if (inlet == null) {
                return;
            }
            try {
                join(inlet.channel(), outside);
            } finally {
                inlet.done().countDown();
            }
        } catch (IOException cut) {
            // Somebody has gone away; the other side sees its stream end.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// One that has been told what the stream is for; null where nothing inside waits for it.
    private @Nullable Inlet inletFor(StreamRequest request) throws InterruptedException {
        byte[] line = line(request).getBytes(StandardCharsets.US_ASCII);
        while (true) {
            Inlet inlet = idle.poll(IDLE_WAIT_SECONDS, TimeUnit.SECONDS);
            if (inlet == null) {
                return null;
            }
            try {
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    inlet.channel().write(bytes);
                }
                return inlet;
            } catch (IOException dead) {
                inlet.done().countDown();
            }
        }
    }

    private static String line(StreamRequest request) {
        return switch (request.kind()) {
            case PORT -> "port " + request.port() + "\n";
            case TERMINAL -> sized("terminal", request);
            case RESIZE -> sized("resize", request);
        };
    }

    private static String sized(String word, StreamRequest request) {
        return word + " " + request.terminal() + " " + request.columns() + " " + request.rows() + "\n";
    }

    /// Until what is inside has no more to say; what is outside may stop talking before.
    private static void join(SocketChannel inside, StreamLink outside) throws IOException, InterruptedException {
        Thread inward = Thread.ofVirtual().name("inward").start(() -> {
            try {
                HttpBodies.rest(outside.in(), Channels.newOutputStream(inside));
                inside.shutdownOutput();
            } catch (IOException cut) {
                closeQuietly(inside);
            }
        });
        try {
            HttpBodies.rest(Channels.newInputStream(inside), outside.out());
        } finally {
            outside.close();
            closeQuietly(inside);
            inward.join();
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException already) {
            // nothing is left to be done with it
        }
    }
}
