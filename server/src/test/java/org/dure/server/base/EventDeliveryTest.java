package org.dure.server.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.ServerTest;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionEnded;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.events.core.EventSerializer;

@ServerTest
class EventDeliveryTest {

    private static final String LISTENER =
            "org.dure.server.tracking.SessionRuns.ended(org.dure.server.compute.SessionEnded)";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Autowired
    JdbcClient database;

    @Autowired
    EventSerializer serializer;

    @Test
    void an_event_whose_listener_failed_is_delivered_again_without_a_restart() throws Exception {
        assertDelivered(publication("FAILED", "now()", 1, null));
    }

    @Test
    void an_event_whose_delivery_was_cut_is_delivered_again_without_a_restart() throws Exception {
        assertDelivered(publication("PROCESSING", "now() - interval '1 hour'", 1, null));
    }

    @Test
    void an_event_that_fails_again_and_again_is_tried_more_and_more_seldom() throws Exception {
        UUID waits = publication("FAILED", "now() - interval '1 hour'", 9, "now()");
        UUID due = publication("FAILED", "now() - interval '1 hour'", 9, "now() - interval '11 minutes'");
        assertDelivered(due);
        assertThat(isThere(waits)).as("the event that was tried a moment ago").isTrue();
        database.sql("delete from base.event_publication where id = ?")
                .param(waits)
                .update();
        assertThat(EventDelivery.waitAfter(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(EventDelivery.waitAfter(4)).isEqualTo(Duration.ofSeconds(40));
        assertThat(EventDelivery.waitAfter(1_000_000)).isEqualTo(Duration.ofMinutes(10));
    }

    private UUID publication(String status, String time, int attempts, @Nullable String lastAgain) {
        UUID id = Ids.next();
        SessionEnded event = new SessionEnded(Ids.next(), Ids.next(), Session.Kind.EVALUATION, Session.State.SUCCEEDED);
        database.sql("""
                        insert into base.event_publication (id, listener_id, event_type, serialized_event,
                        publication_date, last_resubmission_date, status, completion_attempts)
                        values (?, ?, ?, ?, %s, %s, ?, ?)""".formatted(time, lastAgain))
                .params(
                        id,
                        LISTENER,
                        SessionEnded.class.getName(),
                        serializer.serialize(event).toString(),
                        status,
                        attempts)
                .update();
        return id;
    }

    /// What is delivered is deleted.
    private void assertDelivered(UUID id) throws InterruptedException {
        Instant deadline = Instant.now().plus(LIMIT);
        while (isThere(id) && Instant.now().isBefore(deadline)) {
            Thread.sleep(100);
        }
        assertThat(isThere(id)).as("the event waits").isFalse();
    }

    private boolean isThere(UUID id) {
        return database.sql("select count(*) from base.event_publication where id = ?")
                        .param(id)
                        .query(Long.class)
                        .single()
                > 0;
    }
}
