package org.dure.server.models.webhook;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Sends what is to be told: to each webhook one message after the other, to several webhooks at once, so that a slow
/// receiver keeps nobody else waiting. A message is sent again until it was received, was refused, or has failed too
/// often; when the server dies between the two, it may come twice, under the same id.
@Component
class WebhookWorker {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookWorker.class);

    private static final int AT_ONCE = 8;
    /// Longer than a message can take.
    private static final Duration CLAIM = Duration.ofMinutes(2);
    /// After the first failure, the second and so on; after the last one a message is given up. Its webhook pauses by
    /// its own failures in a row: a receiver that is away is not asked once for each message.
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6));

    /// A receiver that is away for longer hears no more of what happened meanwhile.
    private static final Duration OLDEST = Duration.ofDays(1);

    private static final Duration DEAD_KEPT = Duration.ofDays(7);

    private final DeliveryRepository deliveries;
    private final WebhookRepository webhooks;
    private final WebhookSecrets secrets;
    private final Sender sender;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();

    WebhookWorker(
            DeliveryRepository deliveries,
            WebhookRepository webhooks,
            WebhookSecrets secrets,
            Sender sender,
            Audit audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.sender = sender;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Looks for work, which is done beside: the scheduler has other things to do.
    @Scheduled(fixedDelayString = "PT1S")
    void work() {
        for (UUID webhook : deliveries.due(clock.instant(), AT_ONCE * 2)) {
            if (busy.size() < AT_ONCE && busy.add(webhook)) {
                Thread.ofVirtual().name("webhook-" + webhook).start(() -> {
                    try {
                        boolean more = true;
                        while (more) {
                            more = sendNext(webhook);
                        }
                    } catch (RuntimeException failure) {
                        // Left claimed: once the claim has run out, it is tried again.
                        LOG.error("Messages to the webhook {} will be sent later", webhook, failure);
                    } finally {
                        busy.remove(webhook);
                    }
                });
            }
        }
    }

    @Scheduled(fixedDelayString = "PT1H")
    void forgetDead() {
        deliveries.deleteDead(clock.instant().minus(DEAD_KEPT));
    }

    /// @return whether there may be another one to be sent at once
    private boolean sendNext(UUID webhookId) {
        Instant now = clock.instant();
        Optional<DeliveryRepository.Delivery> claimed = deliveries.claim(webhookId, now, now.plus(CLAIM));
        if (claimed.isEmpty()) {
            return false;
        }
        DeliveryRepository.Delivery delivery = claimed.get();
        Optional<Webhook> webhook = webhooks.find(webhookId).filter(Webhook::active);
        if (webhook.isEmpty()) {
            deliveries.delete(delivery.id());
            return true;
        }
        return send(webhook.get(), delivery);
    }

    /// @return whether the receiver answered
    private boolean send(Webhook webhook, DeliveryRepository.Delivery delivery) {
        try {
            Sender.Answer answer = sender.post(
                    webhook.url(),
                    secrets.of(webhook),
                    delivery.id(),
                    clock.instant().getEpochSecond(),
                    delivery.body());
            String said = "answered " + answer.status();
            if (answer.status() < 300) {
                transaction.executeWithoutResult(status -> deliveries.received(delivery));
            } else if (answer.status() >= 500 || answer.status() == 408 || answer.status() == 429) {
                tryLater(webhook, delivery, said);
                return false;
            } else {
                giveUp(webhook, delivery, said);
            }
            return true;
        } catch (ReceiverAddresses.Closed closed) {
            giveUp(webhook, delivery, String.valueOf(closed.getMessage()));
            return true;
        } catch (UserError.Invalid changed) {
            // Its URL is allowed no longer, or its secret opens no longer.
            giveUp(webhook, delivery, String.valueOf(changed.getMessage()));
            return true;
        } catch (IOException noAnswer) {
            tryLater(webhook, delivery, noAnswer.toString());
            return false;
        }
    }

    private void tryLater(Webhook webhook, DeliveryRepository.Delivery delivery, String why) {
        Instant now = clock.instant();
        if (delivery.attempts() >= PAUSES.size()) {
            giveUp(webhook, delivery, why);
        }
        transaction.executeWithoutResult(status -> {
            int failures = deliveries.failed(delivery, later(now, delivery.attempts()), why);
            deliveries.pause(webhook.id(), later(now, failures - 1));
            int old = deliveries.giveUpOld(webhook.id(), now.minus(OLDEST), why);
            if (old > 0) {
                audit(webhook, Map.of("messages", old, "why", why));
            }
        });
    }

    /// Not all at once: a receiver that comes back is not to be knocked over again.
    private static Instant later(Instant now, int failures) {
        long pause = PAUSES.get(Math.min(failures, PAUSES.size() - 1)).toMillis();
        return now.plusMillis(pause + ThreadLocalRandom.current().nextLong(pause / 4));
    }

    private void giveUp(Webhook webhook, DeliveryRepository.Delivery delivery, String why) {
        LOG.warn(
                "The webhook {} was not told {}: {}",
                webhook.id(),
                delivery.event().word(),
                why);
        transaction.executeWithoutResult(status -> {
            deliveries.giveUp(delivery.id(), why);
            audit(webhook, Map.of("event", delivery.event().word(), "attempts", delivery.attempts() + 1, "why", why));
        });
    }

    private void audit(Webhook webhook, Map<String, ?> detail) {
        audit.record(
                Caller.platform(),
                webhook.projectId(),
                "models.webhook_message_lost",
                "webhook " + webhook.name(),
                detail);
    }
}
