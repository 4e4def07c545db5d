package org.dure.serve.table;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.dure.base.FailureWords;
import org.dure.base.serving.SignedTable;
import org.jspecify.annotations.Nullable;

/// Holds the current table: first the one on disk, then whatever `server` issues.
public final class TableKeeper {

    private static final System.Logger LOG = System.getLogger(TableKeeper.class.getName());

    private static final Duration WAIT = Duration.ofSeconds(20);
    /// A table is asked for anew after this time, so that its age stays far from the limit.
    private static final Duration RENEW_AFTER = Duration.ofMinutes(5);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(2);

    private final TableFile file;
    private final ServerClient server;
    private final Consumer<Routes> onChange;
    private volatile @Nullable Routes current;

    /// @param onChange called with each new table, on one thread at a time
    public TableKeeper(TableFile file, ServerClient server, Consumer<Routes> onChange) {
        this.file = file;
        this.server = server;
        this.onChange = onChange;
    }

    /// Takes the table on disk, if there is a good one, and starts to ask `server`.
    public void start() {
        file.read().ifPresent(routes -> {
            LOG.log(System.Logger.Level.INFO, "Serving from the table on disk, issued at {0}", issuedAt(routes));
            take(routes);
        });
        Thread.ofPlatform().daemon().name("table").start(this::follow);
    }

    /// The table; empty where none has been read or the one there is older than 24 h.
    public Optional<Routes> current() {
        return Optional.ofNullable(current).filter(routes -> !routes.isTooOld(Instant.now()));
    }

    private void follow() {
        boolean connected = true;
        Duration backOff = Duration.ofMillis(100);
        // A server set back to an older database would never exceed the version on disk: ask for whatever it has.
        long after = -1;
        Instant renewed = Instant.EPOCH;
        while (true) {
            try {
                if (Duration.between(renewed, Instant.now()).compareTo(RENEW_AFTER) > 0) {
                    after = -1;
                }
                Optional<SignedTable> answer = server.table(after, WAIT);
                if (answer.isPresent()) {
                    Routes routes = file.accept(answer.get());
                    renewed = Instant.now();
                    after = routes.table().version();
                    take(routes);
                }
                if (!connected) {
                    LOG.log(System.Logger.Level.INFO, "server is back");
                }
                connected = true;
                backOff = Duration.ofMillis(100);
            } catch (IOException | RuntimeException failure) {
                if (connected) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "No table from server: {0}; trying again",
                            FailureWords.of(failure));
                }
                connected = false;
                after = -1;
                if (!sleep(backOff)) {
                    return;
                }
                Duration doubled = backOff.multipliedBy(2);
                backOff = doubled.compareTo(BACK_OFF_MAX) > 0 ? BACK_OFF_MAX : doubled;
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void take(Routes routes) {
        current = routes;
        onChange.accept(routes);
    }

    private static String issuedAt(Routes routes) {
        return routes.table().issuedAt().toString();
    }

    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException stop) {
            return false;
        }
    }
}
