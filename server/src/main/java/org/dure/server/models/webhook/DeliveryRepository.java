package org.dure.server.models.webhook;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over what is still to be told.
@Repository
class DeliveryRepository {

    /// A message that is being sent.
    ///
    /// @param id       the receiver knows it again by this when it comes twice
    /// @param attempts those that failed before
    record Delivery(UUID id, UUID webhookId, WebhookEvent event, String body, int attempts) {}

    private final JdbcClient jdbc;

    DeliveryRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Delivery delivery, Instant now) {
        jdbc.sql("""
                        insert into models.webhook_delivery (id, webhook_id, event, body, created_at, due_at)
                        values (:id, :webhook_id, :event, :body, :now, :now)
                        """)
                .param("id", delivery.id())
                .param("webhook_id", delivery.webhookId())
                .param("event", delivery.event().name())
                .param("body", delivery.body())
                .param("now", Timestamp.from(now))
                .update();
    }

    int countWaiting(UUID webhookId) {
        return jdbc.sql("select count(*) from models.webhook_delivery where webhook_id = :webhook_id and not dead")
                .param("webhook_id", webhookId)
                .query(Integer.class)
                .single();
    }

    /// Webhooks that do not pause, with a message that is due and that nobody is sending; those first that have waited
    /// longest.
    List<UUID> due(Instant now, int limit) {
        return jdbc.sql("""
                        select d.webhook_id
                        from models.webhook_delivery d join models.webhook w on w.id = d.webhook_id
                        where not d.dead and d.due_at <= :now and (d.claimed_until is null or d.claimed_until <= :now)
                            and (w.paused_until is null or w.paused_until <= :now)
                        group by d.webhook_id order by min(d.due_at) limit :limit
                        """)
                .param("now", Timestamp.from(now))
                .param("limit", limit)
                .query((row, number) -> row.getObject("webhook_id", UUID.class))
                .list();
    }

    /// The webhook's oldest message that is due, for one sender alone; none while another one is being sent to it.
    Optional<Delivery> claim(UUID webhookId, Instant now, Instant until) {
        return jdbc.sql("""
                        update models.webhook_delivery set claimed_until = :until
                        where id = (
                            select id from models.webhook_delivery d
                            where webhook_id = :webhook_id and not dead and due_at <= :now
                                and not exists (
                                    select from models.webhook_delivery other
                                    where other.webhook_id = :webhook_id and other.claimed_until > :now)
                            order by id limit 1 for update skip locked)
                        returning id, webhook_id, event, body, attempts
                        """)
                .param("webhook_id", webhookId)
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(until))
                .query((row, number) -> new Delivery(
                        row.getObject("id", UUID.class),
                        row.getObject("webhook_id", UUID.class),
                        WebhookEvent.valueOf(row.getString("event")),
                        row.getString("body"),
                        row.getInt("attempts")))
                .optional();
    }

    /// It was received: its webhook pauses no longer.
    void received(Delivery delivery) {
        delete(delivery.id());
        jdbc.sql("update models.webhook set failures = 0, paused_until = null where id = :id and failures > 0")
                .param("id", delivery.webhookId())
                .update();
    }

    /// Nobody wants to hear it any more.
    void delete(UUID id) {
        jdbc.sql("delete from models.webhook_delivery where id = :id")
                .param("id", id)
                .update();
    }

    /// @return how often its webhook has failed in a row, with this time
    int failed(Delivery delivery, Instant dueAt, String error) {
        jdbc.sql("""
                        update models.webhook_delivery
                        set attempts = attempts + 1, due_at = :due_at, claimed_until = null, error = :error
                        where id = :id and not dead
                        """)
                .param("due_at", Timestamp.from(dueAt))
                .param("error", error)
                .param("id", delivery.id())
                .update();
        return jdbc.sql("update models.webhook set failures = failures + 1 where id = :id returning failures")
                .param("id", delivery.webhookId())
                .query(Integer.class)
                .optional()
                .orElse(1);
    }

    void pause(UUID webhookId, Instant until) {
        jdbc.sql("update models.webhook set paused_until = :until where id = :id")
                .param("until", Timestamp.from(until))
                .param("id", webhookId)
                .update();
    }

    void giveUp(UUID id, String error) {
        jdbc.sql("""
                        update models.webhook_delivery
                        set attempts = attempts + 1, dead = true, claimed_until = null, error = :error
                        where id = :id
                        """).param("error", error).param("id", id).update();
    }

    /// @return how many of the webhook's messages were made before that and are given up now
    int giveUpOld(UUID webhookId, Instant madeBefore, String error) {
        return jdbc.sql("""
                        update models.webhook_delivery set dead = true, error = :error
                        where webhook_id = :webhook_id and not dead and claimed_until is null and created_at < :before
                        """)
                .param("error", error)
                .param("webhook_id", webhookId)
                .param("before", Timestamp.from(madeBefore))
                .update();
    }

    /// Of those that were given up.
    void deleteDead(Instant madeBefore) {
        jdbc.sql("delete from models.webhook_delivery where dead and created_at < :before")
                .param("before", Timestamp.from(madeBefore))
                .update();
    }
}
