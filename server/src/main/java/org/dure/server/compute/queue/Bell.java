package org.dure.server.compute.queue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.dure.server.base.database.AfterCommit;
import org.springframework.stereotype.Component;

/// Wakes the supervisor when there is something to do, so that it need not look often. A ring that is lost in a crash
/// costs no more than the time to its next look.
@Component
public class Bell {

    private final Semaphore rings = new Semaphore(0);

    /// Within a transaction it rings once that is committed.
    public void ring() {
        AfterCommit.run(rings::release);
    }

    /// Returns after a ring, at the latest after `longest`.
    public void await(Duration longest) throws InterruptedException {
        if (rings.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            rings.drainPermits();
        }
    }
}
