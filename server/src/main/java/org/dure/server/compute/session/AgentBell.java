package org.dure.server.compute.session;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dure.server.base.database.AfterCommit;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Wakes the heartbeats of agents that wait for an order, so that none has to wait for the next heartbeat. Kept in
/// memory: a ring that is lost costs no more than that.
@Component
public class AgentBell {

    private final Set<Listening> listening = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /// There is an order for the session's agent. Within a transaction it rings once that is committed.
    public void ring(UUID sessionId) {
        AfterCommit.run(() -> listening.stream()
                .filter(each -> each.sessionId.equals(sessionId))
                .forEach(each -> each.rung.countDown()));
    }

    /// To be called before one looks whether there is an order: what comes after the look rings.
    public Listening listen(UUID sessionId) {
        Listening mine = new Listening(sessionId);
        listening.add(mine);
        return mine;
    }

    /// A `server` that ends waits for its requests.
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
        listening.forEach(each -> each.rung.countDown());
    }

    /// One that waits for rings.
    public final class Listening implements AutoCloseable {

        private final UUID sessionId;
        private final CountDownLatch rung = new CountDownLatch(1);

        private Listening(UUID sessionId) {
            this.sessionId = sessionId;
        }

        /// Returns after the first ring since `listen`, at the latest after `longest`.
        ///
        /// @return whether there was one
        public boolean await(Duration longest) throws InterruptedException {
            return !closing && rung.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            listening.remove(this);
        }
    }
}
