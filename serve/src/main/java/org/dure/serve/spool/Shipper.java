package org.dure.serve.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.dure.base.FailureWords;
import org.dure.serve.table.ServerClient;

/// Carries the spool's events to `server`, oldest first, and forgets them once they are acknowledged.
public final class Shipper {

    private static final System.Logger LOG = System.getLogger(Shipper.class.getName());

    private static final int COUNT_MAX = 1_000;
    private static final int BYTES_MAX = 7 << 20;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(10);

    private final Spool spool;
    private final ServerClient server;

    public Shipper(Spool spool, ServerClient server) {
        this.spool = spool;
        this.server = server;
    }

    public void start() {
        Thread.ofPlatform().daemon().name("shipper").start(this::ship);
    }

    private void ship() {
        Duration backOff = PAUSE;
        boolean failing = false;
        while (true) {
            try {
                Spool.Batch batch = spool.next(COUNT_MAX, BYTES_MAX);
                String body = "{\"events\":[" + String.join(",", batch.lines()) + "]}";
                server.post("events", body.getBytes(StandardCharsets.UTF_8));
                spool.forget(batch);
                failing = false;
                backOff = PAUSE;
                if (batch.lines().size() < COUNT_MAX) {
                    // Lets a few gather.
                    Thread.sleep(PAUSE);
                }
            } catch (IOException away) {
                if (!failing) {
                    LOG.log(System.Logger.Level.WARNING, "Events wait: {0}", FailureWords.of(away));
                }
                failing = true;
                if (!pause(backOff)) {
                    return;
                }
                Duration doubled = backOff.multipliedBy(2);
                backOff = doubled.compareTo(BACK_OFF_MAX) > 0 ? BACK_OFF_MAX : doubled;
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException stop) {
            return false;
        }
    }
}
