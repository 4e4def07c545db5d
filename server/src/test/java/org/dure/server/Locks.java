package org.dure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What transactions of tests hold.
public final class Locks {

    private Locks() {}

    /// Returns once a statement waits for what the running transaction holds.
    ///
    /// @param statement that is meant, in the way of SQL's `like`
    public static void awaitWaiting(JdbcClient jdbc, String statement) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!waits(jdbc, statement)) {
            assertThat(Instant.now()).as("somebody waits").isBefore(deadline);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean waits(JdbcClient jdbc, String statement) {
        // Within a transaction the first look is kept.
        jdbc.sql("select pg_stat_clear_snapshot()").query().singleRow();
        return jdbc.sql(
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like :statement")
                        .param("statement", statement)
                        .query(Integer.class)
                        .single()
                > 0;
    }
}
