package org.dure.server.compute.engine;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dure.base.Reason;
import org.dure.server.compute.Pool;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.pool.Connection;
import org.dure.server.compute.pool.PoolChanged;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.slot.Node;
import org.dure.server.compute.slot.SlotService;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.event.TransactionalEventListener;

/// What the engines of clusters have in common: a poller a pool, by which nodes and presences are known. An attempt is
/// a job of its own, named after it; the name is found in its handle, `<id of the cluster's>:<attempt id>`.
public abstract class ClusterEngine implements Engine {

    private final PoolService pools;
    private final SlotService slots;
    private final Bell bell;
    private final Clock clock;
    private final Map<String, PoolPoller> pollers = new ConcurrentHashMap<>();

    protected ClusterEngine(PoolService pools, SlotService slots, Bell bell, Clock clock) {
        this.pools = pools;
        this.slots = slots;
        this.bell = bell;
        this.clock = clock;
    }

    /// Of a pool of this engine.
    protected abstract ClusterSource source(Pool pool);

    /// How the programs of gangs reach one another; null where the pool's administrator has not opened any way.
    protected abstract @Nullable String gangNetwork(Pool pool);

    @Override
    public @Nullable Reason gangFault(Pool pool) {
        return gangNetwork(pool) == null
                ? Reason.of(SessionReason.GANG_NETWORK_CLOSED, Map.of("pool", pool.name()))
                : null;
    }

    /// The way may have been closed since the session was submitted.
    ///
    /// @throws IOException in words for people, for a gang that may not run
    protected final void requireNetwork(Pool pool, Task task) throws IOException {
        Reason closed = task.needs().isGang() ? gangFault(pool) : null;
        if (closed != null) {
            throw new IOException(closed.text());
        }
    }

    /// The name of an attempt's job.
    public static String nameOf(UUID attemptId) {
        return "dure-" + attemptId;
    }

    protected static String handle(String id, UUID attemptId) {
        return id + ":" + attemptId;
    }

    protected final Clock clock() {
        return clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    public void begin() {
        pools.list().forEach(this::watch);
    }

    @TransactionalEventListener
    public void changed(PoolChanged changed) {
        pools.find(changed.name()).ifPresentOrElse(this::watch, () -> leave(changed.name()));
    }

    @EventListener(ContextClosedEvent.class)
    public void end() {
        pollers.values().forEach(PoolPoller::close);
    }

    private void watch(Pool pool) {
        if (pool.engine() != engine()) {
            return;
        }
        PoolPoller poller = new PoolPoller(pool.name(), source(pool), nodes -> take(pool.name(), nodes), clock);
        PoolPoller before = pollers.put(pool.name(), poller);
        if (before != null) {
            before.close();
        }
        poller.start();
    }

    private void leave(String pool) {
        PoolPoller before = pollers.remove(pool);
        if (before != null) {
            before.close();
        }
    }

    private void take(String pool, List<Node> nodes) {
        if (!nodes.equals(slots.nodes(pool))) {
            slots.take(pool, nodes);
            bell.ring();
        }
    }

    @Override
    public Connection connection(Pool pool) {
        PoolPoller poller = pollers.get(pool.name());
        return poller == null ? Connection.ASKED : poller.connection();
    }

    @Override
    public Presence presence(Pool pool, String handle) {
        PoolPoller poller = pollers.get(pool.name());
        return poller == null
                ? new Presence.Unknown()
                : poller.presence(nameOf(UUID.fromString(handle.substring(handle.lastIndexOf(':') + 1))));
    }
}
