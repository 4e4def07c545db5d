package org.dure.server.models.webhook;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dure.base.Ids;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Webhooks, which a project's managers keep: each sends what happens in the project to somebody outside it.
@Service
public class WebhookService {

    private static final int OF_PROJECT_MOST = 50;
    private static final int DESCRIPTION_LENGTH_MOST = 1_000;
    private static final int SECRET_LENGTH_MOST = 1_000;
    /// MLflow's rule.
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,63}$)[a-z0-9]([a-z0-9._-]*[a-z0-9])?", Pattern.CASE_INSENSITIVE);

    /// What is told of a webhook; what is null stays as it is, or as it is without a word.
    ///
    /// @param secret empty for none any more
    public record Wish(
            @Nullable String name,
            @Nullable String description,
            @Nullable String url,
            @Nullable List<WebhookEvent> events,
            @Nullable String secret,
            @Nullable Boolean active) {}

    /// What came of a try.
    ///
    /// @param status null where there was no answer
    /// @param body   the beginning of the answer's
    /// @param error  why there was none
    public record Trial(
            boolean success,
            @Nullable Integer status,
            @Nullable String body,
            @Nullable String error) {}

    private final WebhookRepository webhooks;
    private final WebhookSecrets secrets;
    private final ReceiverAddresses addresses;
    private final Sender sender;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    WebhookService(
            WebhookRepository webhooks,
            WebhookSecrets secrets,
            ReceiverAddresses addresses,
            Sender sender,
            Audit audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.addresses = addresses;
        this.sender = sender;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// @throws UserError.Invalid where its URL leads to no public address, or the project has as many as it may
    public Webhook create(Caller caller, UUID projectId, Wish wish) {
        caller.require(Permission.PEOPLE_MANAGE, projectId, "webhook", name(wish.name()));
        Instant now = now();
        Webhook webhook = changed(
                new Webhook(Ids.next(), projectId, "", "", "", List.of(), true, false, now, now), required(wish), now);
        byte[] sealed = sealed(webhook.id(), wish.secret());
        transaction.executeWithoutResult(status -> {
            if (webhooks.countLocked(projectId) >= OF_PROJECT_MOST) {
                throw new UserError.Invalid(
                        "name", "a project has at most " + OF_PROJECT_MOST + " webhooks; remove one first");
            }
            webhooks.put(webhook, sealed, caller.name());
            audit(caller, webhook, "models.webhook_made");
        });
        return webhook;
    }

    /// Those of these projects that the caller manages, the newest first.
    public List<Webhook> list(Caller caller, List<UUID> projectIds, long offset, int limit) {
        return webhooks.list(
                projectIds.stream()
                        .filter(project -> caller.may(Permission.PEOPLE_MANAGE, project))
                        .toList(),
                offset,
                limit);
    }

    /// @throws UserError.NotFound where there is none that the caller manages
    public Webhook get(Caller caller, UUID id) {
        Webhook webhook = webhooks.find(id).orElseThrow(() -> new UserError.NotFound("webhook", id));
        caller.require(Permission.PEOPLE_MANAGE, webhook.projectId(), "webhook", id);
        return webhook;
    }

    public Webhook update(Caller caller, UUID id, Wish wish) {
        Webhook before = get(caller, id);
        Webhook after = changed(before, wish, now());
        transaction.executeWithoutResult(status -> {
            byte[] sealed = wish.secret() == null ? webhooks.sealedSecret(id).orElse(null) : sealed(id, wish.secret());
            webhooks.put(after, sealed, caller.name());
            audit(caller, after, "models.webhook_changed");
        });
        return after;
    }

    /// What it was still to tell is told no more.
    public void delete(Caller caller, UUID id) {
        Webhook webhook = get(caller, id);
        transaction.executeWithoutResult(status -> {
            webhooks.delete(id);
            audit(caller, webhook, "models.webhook_removed");
        });
    }

    /// Sends an example, once and at once.
    ///
    /// @param event null for the first that it listens to
    public Trial test(Caller caller, UUID id, @Nullable WebhookEvent event) {
        Webhook webhook = get(caller, id);
        WebhookEvent told = event == null ? webhook.events().getFirst() : event;
        Instant now = clock.instant();
        try {
            Sender.Answer answer = sender.post(
                    webhook.url(),
                    secrets.of(webhook),
                    Ids.next(),
                    now.getEpochSecond(),
                    Message.of(told, Message.example(told), now));
            return new Trial(answer.status() < 300, answer.status(), answer.body(), null);
        } catch (IOException | UserError.Invalid noAnswer) {
            return new Trial(false, null, null, "Failed to test webhook: " + noAnswer.getMessage());
        }
    }

    private static Wish required(Wish wish) {
        if (wish.url() == null) {
            throw UserError.Invalid.missing("url");
        }
        if (wish.events() == null) {
            throw UserError.Invalid.missing("events");
        }
        return wish;
    }

    private Webhook changed(Webhook before, Wish wish, Instant now) {
        if (wish.events() != null && wish.events().isEmpty()) {
            throw new UserError.Invalid("events", "Webhook events must not be empty");
        }
        return new Webhook(
                before.id(),
                before.projectId(),
                wish.name() == null ? before.name() : name(wish.name()),
                description(Optional.ofNullable(wish.description()).orElse(before.description())),
                wish.url() == null ? before.url() : addresses.check(wish.url()),
                wish.events() == null
                        ? before.events()
                        : wish.events().stream().distinct().toList(),
                wish.active() == null ? before.active() : wish.active(),
                wish.secret() == null ? before.signed() : !wish.secret().isEmpty(),
                before.createdAt(),
                now);
    }

    private byte @Nullable [] sealed(UUID id, @Nullable String secret) {
        if (secret != null && secret.length() > SECRET_LENGTH_MOST) {
            throw new UserError.Invalid(
                    "secret", "A webhook's secret has at most " + SECRET_LENGTH_MOST + " characters");
        }
        return secrets.seal(id, secret);
    }

    private static String name(@Nullable String name) {
        if (name == null) {
            throw UserError.Invalid.missing("name");
        }
        if (!NAME.matcher(name).matches()) {
            throw new UserError.Invalid(
                    "name",
                    "Webhook name '" + (name.length() > 100 ? name.substring(0, 100) + "…" : name)
                            + "' is invalid. It must start and end with a letter or digit, be less than 63 characters"
                            + " long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).");
        }
        return name;
    }

    private static String description(String description) {
        if (description.length() > DESCRIPTION_LENGTH_MOST) {
            throw new UserError.Invalid(
                    "description", "A webhook's description has at most " + DESCRIPTION_LENGTH_MOST + " characters");
        }
        return description;
    }

    /// Of the URL no more than the host: the rest may be as good as a password.
    private void audit(Caller caller, Webhook webhook, String action) {
        audit.record(
                caller,
                webhook.projectId(),
                action,
                "webhook " + webhook.name(),
                Map.of(
                        "host",
                        String.valueOf(URI.create(webhook.url()).getHost()),
                        "events",
                        webhook.events().stream().map(WebhookEvent::word).toList(),
                        "active",
                        webhook.active()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
