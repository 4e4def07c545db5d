package org.dure.server.models.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.models.VersionRegistered;
import org.dure.server.models.registry.RegistryChanged;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes down what is to be told, within the transaction of the deed: what was not committed is never told, and what
/// was is not forgotten, whenever the server dies.
@Component
class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /// A receiver that is this far behind is told no more of what happens.
    private static final int WAITING_MOST = 10_000;

    private static final int BODY_CHARACTERS_MOST = 1 << 20;

    private final MessageRepository models;
    private final WebhookRepository webhooks;
    private final DeliveryRepository deliveries;
    private final Clock clock;

    Outbox(MessageRepository models, WebhookRepository webhooks, DeliveryRepository deliveries, Clock clock) {
        this.models = models;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /// Told as the version is when the transaction ends: its tags come after the event.
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(VersionRegistered event) {
        TransactionSynchronizationManager.registerSynchronization(new AtTheEnd(event));
    }

    private final class AtTheEnd implements TransactionSynchronization {

        private final VersionRegistered event;

        AtTheEnd(VersionRegistered event) {
            this.event = event;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            models.version(event.versionId())
                    .ifPresent(
                            version -> models.model(version.modelId()).ifPresent(model -> tell(event, model, version)));
        }
    }

    private void tell(VersionRegistered event, MessageRepository.Model model, MessageRepository.Version version) {
        if (event.modelMade()) {
            write(event.projectId(), WebhookEvent.REGISTERED_MODEL_CREATED, Message.model(model));
        }
        WebhookEvent told = model.isPrompt() ? WebhookEvent.PROMPT_VERSION_CREATED : WebhookEvent.MODEL_VERSION_CREATED;
        write(event.projectId(), told, Message.version(model, version));
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(RegistryChanged event) {
        models.model(event.modelId()).ifPresent(model -> {
            WebhookEvent told = told(event, model.isPrompt());
            if (told != null) {
                write(event.projectId(), told, data(event, model));
            }
        });
    }

    /// @return null for what MLflow has no event of
    private static @Nullable WebhookEvent told(RegistryChanged event, boolean prompt) {
        boolean ofVersion = event.version() != null;
        return switch (event.kind()) {
            case MODEL_MADE -> prompt ? WebhookEvent.PROMPT_CREATED : WebhookEvent.REGISTERED_MODEL_CREATED;
            case TAG_SET ->
                ofVersion
                        ? prompt ? WebhookEvent.PROMPT_VERSION_TAG_SET : WebhookEvent.MODEL_VERSION_TAG_SET
                        : prompt ? WebhookEvent.PROMPT_TAG_SET : null;
            case TAG_DELETED ->
                ofVersion
                        ? prompt ? WebhookEvent.PROMPT_VERSION_TAG_DELETED : WebhookEvent.MODEL_VERSION_TAG_DELETED
                        : prompt ? WebhookEvent.PROMPT_TAG_DELETED : null;
            case ALIAS_SET -> prompt ? WebhookEvent.PROMPT_ALIAS_CREATED : WebhookEvent.MODEL_VERSION_ALIAS_CREATED;
            case ALIAS_DELETED -> prompt ? WebhookEvent.PROMPT_ALIAS_DELETED : WebhookEvent.MODEL_VERSION_ALIAS_DELETED;
            case MODEL_RENAMED,
                    MODEL_DELETED,
                    DESCRIPTION_SET,
                    STAGE_SET,
                    VERSION_REGISTERED,
                    VERSION_DELETED,
                    CHAMPION_REPLACED,
                    CHAMPION_KEPT -> null;
        };
    }

    private static ObjectNode data(RegistryChanged event, MessageRepository.Model model) {
        String subject = event.subject() == null ? "" : event.subject();
        return switch (event.kind()) {
            case TAG_SET, TAG_DELETED -> Message.tag(model.name(), event.version(), subject, event.after());
            case ALIAS_SET, ALIAS_DELETED -> Message.alias(model.name(), subject, event.after());
            case MODEL_MADE,
                    MODEL_RENAMED,
                    MODEL_DELETED,
                    DESCRIPTION_SET,
                    STAGE_SET,
                    VERSION_REGISTERED,
                    VERSION_DELETED,
                    CHAMPION_REPLACED,
                    CHAMPION_KEPT -> Message.model(model);
        };
    }

    private void write(UUID projectId, WebhookEvent event, ObjectNode data) {
        List<UUID> listening = webhooks.listening(projectId, event);
        if (listening.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        String body = Message.of(event, data, now);
        if (body.length() > BODY_CHARACTERS_MOST) {
            // Whoever wants all of it asks for it.
            data.set("tags", JsonNodeFactory.instance.objectNode());
            body = Message.of(event, data, now);
        }
        for (UUID webhook : listening) {
            if (deliveries.countWaiting(webhook) < WAITING_MOST) {
                deliveries.insert(new DeliveryRepository.Delivery(Ids.next(), webhook, event, body, 0), now);
            } else {
                LOG.warn("The webhook {} is {} messages behind; {} is not told", webhook, WAITING_MOST, event.word());
            }
        }
    }
}
