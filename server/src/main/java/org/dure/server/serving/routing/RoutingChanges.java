package org.dure.server.serving.routing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.dure.server.base.database.AfterCommit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Where those who wait for a new routing table sleep, holding a thread but no connection. Stops before the web server
/// does, so that nobody who waits holds up the end.
@Component
public class RoutingChanges implements SmartLifecycle {

    /// A change made by another process of `server` wakes nobody here: look again after this time.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final RoutingRepository routing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;
    private boolean running;

    RoutingChanges(RoutingRepository routing) {
        this.routing = routing;
    }

    /// Raises the table's version within the running transaction and wakes the waiting after its commit.
    public void raise() {
        routing.raise();
        AfterCommit.run(this::wake);
    }

    /// Of the table now.
    public long version() {
        return routing.version();
    }

    /// Waits until the table's version exceeds `after`, at most `wait`.
    ///
    /// @return whether it does
    public boolean await(long after, Duration wait) throws InterruptedException {
        return await(routing::version, after, System.nanoTime() + wait.toNanos());
    }

    private boolean await(LongSupplier version, long after, long deadline) throws InterruptedException {
        while (true) {
            long seen = seen();
            if (version.getAsLong() > after) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || !sleep(seen, Math.min(left, LOOK_AGAIN.toNanos()))) {
                return false;
            }
        }
    }

    private long seen() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /// Sleeps while nothing has changed since `seen`.
    ///
    /// @return false where the server stops
    private boolean sleep(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            if (running && changes == seen) {
                changed.await(nanos, TimeUnit.NANOSECONDS);
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        setRunning(true);
    }

    @Override
    public void stop() {
        setRunning(false);
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void setRunning(boolean value) {
        lock.lock();
        try {
            running = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
