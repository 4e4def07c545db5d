package org.dure.server.models.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.models.webhook.Webhook;
import org.dure.server.models.webhook.WebhookEvent;
import org.dure.server.models.webhook.WebhookService;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/// Webhooks on MLflow's wire (from its version 3.3 on). A webhook belongs to a project as a model does, and is named as
/// models are. Their secrets are taken and never answered.
@MlflowWire
class WebhookWire {

    private static final int PAGE = 100;
    private static final int PAGE_MOST = 1_000;

    private static final List<String> STATUSES = List.of("ACTIVE", "DISABLED");
    private static final List<String> ENTITIES = List.of(
            "ENTITY_UNSPECIFIED",
            "REGISTERED_MODEL",
            "MODEL_VERSION",
            "MODEL_VERSION_TAG",
            "MODEL_VERSION_ALIAS",
            "PROMPT",
            "PROMPT_VERSION",
            "PROMPT_TAG",
            "PROMPT_VERSION_TAG",
            "PROMPT_ALIAS",
            "BUDGET_POLICY");
    private static final List<String> ACTIONS =
            List.of("ACTION_UNSPECIFIED", "CREATED", "UPDATED", "DELETED", "SET", "EXCEEDED");

    record Event(String entity, String action) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Body(
            String webhookId,
            String name,
            @Nullable String description,
            String url,
            List<Event> events,
            String status,
            long creationTimestamp,
            long lastUpdatedTimestamp) {}

    record Answer(Body webhook) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Body> webhooks, @Nullable String nextPageToken) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            boolean success,
            @Nullable Integer responseStatus,
            @Nullable String responseBody,
            @Nullable String errorMessage) {}

    record Tested(Result result) {}

    private final WebhookService webhooks;
    private final Scopes scopes;

    WebhookWire(WebhookService webhooks, Scopes scopes) {
        this.webhooks = webhooks;
        this.scopes = scopes;
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @PostMapping("/webhooks")
    Answer create(Caller caller, Fields fields) {
        Scope scope = scopes.of(caller);
        Scope.Place place = scope.place(fields.required("name"));
        fields.required("url");
        if (fields.list("events").isEmpty()) {
            throw MlflowError.missing("events");
        }
        return new Answer(body(scope, webhooks.create(caller, place.projectId(), wish(fields, place.name()))));
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @GetMapping("/webhooks")
    Page list(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        Scope scope = scopes.of(caller);
        List<Webhook> found = webhooks.list(caller, List.copyOf(scope.projects().keySet()), offset, size + 1);
        return new Page(
                found.stream().limit(size).map(webhook -> body(scope, webhook)).toList(),
                found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @GetMapping("/webhooks/{webhook}")
    Answer get(Caller caller, @PathVariable String webhook) {
        return new Answer(body(scopes.of(caller), find(caller, webhook)));
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @PatchMapping("/webhooks/{webhook}")
    Answer update(Caller caller, @PathVariable String webhook, Fields fields) {
        Webhook before = find(caller, webhook);
        Scope scope = scopes.of(caller);
        String name = fields.text("name", "");
        Scope.Place place = name.isEmpty() ? null : scope.place(name);
        if (place != null && !place.projectId().equals(before.projectId())) {
            throw MlflowError.invalid("name", name, "a webhook stays in its project");
        }
        return new Answer(body(
                scope, webhooks.update(caller, before.id(), wish(fields, place == null ? null : place.name()))));
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @DeleteMapping("/webhooks/{webhook}")
    RegistryAnswers.Empty delete(Caller caller, @PathVariable String webhook) {
        webhooks.delete(caller, find(caller, webhook).id());
        return new RegistryAnswers.Empty();
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @PostMapping("/webhooks/{webhook}/test")
    Tested test(Caller caller, @PathVariable String webhook, Fields fields) {
        WebhookEvent event = fields.has("event") ? event(fields.object("event")) : null;
        WebhookService.Trial trial = webhooks.test(caller, find(caller, webhook).id(), event);
        return new Tested(new Result(trial.success(), trial.status(), trial.body(), trial.error()));
    }

    /// @throws MlflowError where there is none that the caller manages
    private Webhook find(Caller caller, String id) {
        try {
            return webhooks.get(caller, UUID.fromString(id));
        } catch (IllegalArgumentException | UserError.NotFound none) {
            throw MlflowError.absent("Webhook with ID " + id + " not found.");
        }
    }

    private static WebhookService.Wish wish(Fields fields, @Nullable String name) {
        String status = fields.choice("status", 1, STATUSES);
        String url = fields.text("url", "");
        List<WebhookEvent> events = new ArrayList<>();
        fields.list("events").forEach(event -> events.add(event(event)));
        return new WebhookService.Wish(
                name,
                fields.text("description"),
                url.isEmpty() ? null : url,
                events.isEmpty() ? null : events,
                fields.text("secret"),
                status == null ? null : (Boolean) status.equals("ACTIVE"));
    }

    private static WebhookEvent event(Fields fields) {
        String entity = fields.choice("entity", 0, ENTITIES);
        String action = fields.choice("action", 0, ACTIONS);
        if (entity == null || action == null) {
            throw MlflowError.missing(fields.path(entity == null ? "entity" : "action"));
        }
        return WebhookEvent.of(entity, action)
                .orElseThrow(() -> MlflowError.invalid("Invalid action '" + action.toLowerCase(Locale.ROOT)
                        + "' for entity '" + entity.toLowerCase(Locale.ROOT) + "'. Valid actions are: "
                        + WebhookEvent.actions(entity)));
    }

    private static Body body(Scope scope, Webhook webhook) {
        return new Body(
                webhook.id().toString(),
                scope.shown(webhook.projectId(), webhook.name()),
                webhook.description().isEmpty() ? null : webhook.description(),
                webhook.url(),
                webhook.events().stream()
                        .map(event -> new Event(event.entity(), event.action()))
                        .toList(),
                webhook.active() ? "ACTIVE" : "DISABLED",
                webhook.createdAt().toEpochMilli(),
                webhook.updatedAt().toEpochMilli());
    }
}
