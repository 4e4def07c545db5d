package org.dure.server.compute.engine;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.dure.server.compute.pool.Connection;
import org.dure.server.compute.slot.Node;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the controller of one pool for its nodes and for the jobs that somebody wants to know of: one question for all
/// of them, however many they are.
final class PoolPoller {

    private static final Logger LOG = LoggerFactory.getLogger(PoolPoller.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration NODES_PAUSE = Duration.ofSeconds(10);

    /// Older knowledge is none.
    private static final Duration STALE = Duration.ofSeconds(30);

    /// Nobody asks for it any more.
    private static final Duration FORGOTTEN = Duration.ofMinutes(2);

    /// @param presences of all that the controller was asked for
    private record Picture(Instant time, Map<String, Presence> presences) {}

    private final String pool;
    private final ClusterSource source;
    private final Consumer<List<Node>> nodes;
    private final Clock clock;
    private final Map<String, Instant> wanted = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile @Nullable Picture picture;
    private volatile Connection connection = Connection.ASKED;
    private volatile boolean closed;
    private Instant nodesAt = Instant.MIN;

    /// @param nodes told them whenever they have been asked for
    PoolPoller(String pool, ClusterSource source, Consumer<List<Node>> nodes, Clock clock) {
        this.pool = pool;
        this.source = source;
        this.nodes = nodes;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("poll " + pool).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    void close() {
        closed = true;
        thread.interrupt();
    }

    /// Whether the controller answered at the last try.
    Connection connection() {
        return connection;
    }

    /// @param name of the job
    Presence presence(String name) {
        Instant now = clock.instant();
        wanted.put(name, now);
        Picture last = picture;
        if (last == null || last.time().plus(STALE).isBefore(now)) {
            return new Presence.Unknown();
        }
        Presence known = last.presences().getOrDefault(name, new Presence.Unknown());
        return known instanceof Presence.Waits waits ? waits.asOf(last.time()) : known;
    }

    private void work() {
        try (source) {
            while (!closed) {
                try {
                    look();
                    connection = Connection.ANSWERS;
                } catch (EngineAwayException away) {
                    trouble(Connection.State.AWAY, away);
                } catch (IOException | RuntimeException refused) {
                    trouble(Connection.State.REFUSES, refused);
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closing) {
            // nobody asks any more
        }
    }

    private void trouble(Connection.State how, Exception why) {
        if (connection.state() != how && !closed) {
            LOG.warn("Nothing is started in the pool {} ({}): {}", pool, how, why.getMessage());
        }
        connection = connection.troubled(how, EngineRefusesException.reasonOf(why), clock.instant());
    }

    private void look() throws IOException {
        Instant now = clock.instant();
        if (connection.state() != Connection.State.ANSWERS || now.isAfter(nodesAt.plus(NODES_PAUSE))) {
            List<Node> found = source.nodes();
            if (closed) {
                // The pool may be gone, and its nodes are not to come back.
                return;
            }
            nodes.accept(found);
            nodesAt = now;
        }
        wanted.values().removeIf(asked -> asked.plus(FORGOTTEN).isBefore(now));
        Set<String> names = Set.copyOf(wanted.keySet());
        if (!names.isEmpty()) {
            picture = new Picture(now, source.presences(names));
        }
    }
}
