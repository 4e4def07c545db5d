package org.dure.server.compute.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dure.base.agent.StreamRequest;
import org.dure.server.compute.SessionEnded;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Brings those who want a stream together with the agent that carries it. Kept in memory: a stream ends with the
/// process that holds it, and is asked for again.
@Component
class StreamBroker {

    /// An agent asks anew about every twenty seconds, and takes at most ten to find somebody inside.
    private static final Duration OPENING_MAX = Duration.ofSeconds(30);

    /// Requests of one session that its agent has not fetched; more are refused.
    private static final int WANTED_MAX = 64;

    /// Whether `server` ends, which waits for its requests.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private record Awaited(UUID sessionId, CompletableFuture<StreamConnection> connection) {}

    private final Map<UUID, BlockingQueue<StreamRequest>> wanted = new ConcurrentHashMap<>();
    private final Map<UUID, Awaited> awaited = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /// Waits until the session's agent has opened the stream; nothing where it does not.
    Optional<StreamConnection> open(UUID sessionId, StreamRequest request) throws InterruptedException {
        Awaited mine = new Awaited(sessionId, new CompletableFuture<>());
        awaited.put(request.id(), mine);
        BlockingQueue<StreamRequest> queue = queue(sessionId);
        try {
            if (!queue.offer(request)) {
                return Optional.empty();
            }
            return Optional.of(mine.connection().get(OPENING_MAX.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException late) {
            if (!mine.connection().cancel(false)) {
                mine.connection().join().close();
            }
            return Optional.empty();
        } finally {
            queue.remove(request);
            awaited.remove(request.id());
        }
    }

    /// Which streams are wanted of this session: waits for a first one, and takes all.
    List<StreamRequest> take(UUID sessionId, Duration wait) throws InterruptedException {
        BlockingQueue<StreamRequest> queue = queue(sessionId);
        long deadline = System.nanoTime() + wait.toNanos();
        StreamRequest first = queue.poll();
        while (first == null && !closing && deadline - System.nanoTime() > 0) {
            first = queue.poll(Math.min(deadline - System.nanoTime(), LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
        }
        List<StreamRequest> all = new ArrayList<>();
        if (first != null) {
            all.add(first);
            queue.drainTo(all);
        }
        return all;
    }

    /// Whether somebody still waits for this stream of the session.
    boolean isAwaited(UUID sessionId, UUID streamId) {
        Awaited waiting = awaited.get(streamId);
        return waiting != null && waiting.sessionId().equals(sessionId);
    }

    /// @return whether it was still awaited
    boolean accept(UUID streamId, StreamConnection connection) {
        Awaited waiting = awaited.get(streamId);
        return waiting != null && waiting.connection().complete(connection);
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
    }

    @EventListener
    void ended(SessionEnded event) {
        wanted.remove(event.sessionId());
    }

    private BlockingQueue<StreamRequest> queue(UUID sessionId) {
        return wanted.computeIfAbsent(sessionId, id -> new LinkedBlockingQueue<>(WANTED_MAX));
    }
}
