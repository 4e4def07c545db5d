package org.dure.serve.deploy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.dure.base.Json;
import org.dure.serve.table.ServerClient;

/// Tells `server` where the deployments stand: on every change and every 30 s, so that a report that was lost is
/// made good.
public final class Reporter {

    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ServerClient server;
    private final Semaphore changed = new Semaphore(0);

    public Reporter(ServerClient server) {
        this.server = server;
    }

    /// Says that there is something new to report.
    public void changed() {
        changed.release();
    }

    public void start(Supplier<?> reports) {
        Thread.ofPlatform().daemon().name("reporter").start(() -> report(reports));
    }

    private void report(Supplier<?> reports) {
        Duration wait = PERIOD;
        while (true) {
            try {
                boolean awaited = changed.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
                if (awaited) {
                    changed.drainPermits();
                }
                server.post("reports", Json.MAPPER.writeValueAsBytes(Map.of("reports", reports.get())));
                wait = PERIOD;
            } catch (IOException away) {
                wait = RETRY;
            } catch (InterruptedException stop) {
                return;
            }
        }
    }
}
