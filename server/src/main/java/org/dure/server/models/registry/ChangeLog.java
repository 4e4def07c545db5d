package org.dure.server.models.registry;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Writes every change into the model's history and the audit trail, and checks who may make one.
@Component
class ChangeLog {

    /// What changed from what to what, and why.
    record Change(
            HistoryEntry.Kind kind,
            @Nullable String subject,
            @Nullable String before,
            @Nullable String after,
            String comment) {}

    private static final int PAGE_MOST = 200;
    private static final int SHOWN_LENGTH_MOST = 1_000;

    private final HistoryRepository history;
    private final ModelChangeRepository models;
    private final Audit audit;
    private final ApplicationEventPublisher events;

    ChangeLog(HistoryRepository history, ModelChangeRepository models, Audit audit, ApplicationEventPublisher events) {
        this.history = history;
        this.models = models;
        this.audit = audit;
        this.events = events;
    }

    /// The model, held for a change until the transaction ends.
    ///
    /// @throws UserError.NotFound where there is none that the caller may see
    /// @throws UserError.Denied   where the caller may not change it, as the programs of sessions may not
    ModelChangeRepository.Held hold(Caller caller, UUID modelId) {
        ModelChangeRepository.Held model = visible(caller, modelId);
        caller.require(Permission.MODELS_WRITE, model.projectId(), "model", modelId);
        return models.lock(modelId).orElseThrow(() -> new UserError.NotFound("model", modelId));
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    ModelChangeRepository.Held visible(Caller caller, UUID modelId) {
        ModelChangeRepository.Held model =
                models.find(modelId).orElseThrow(() -> new UserError.NotFound("model", modelId));
        caller.require(Permission.MODELS_READ, model.projectId(), "model", modelId);
        return model;
    }

    /// Within the transaction of the deed.
    ///
    /// @param version null where the whole model changed
    void write(
            Caller caller,
            ModelChangeRepository.Held model,
            VersionChangeRepository.@Nullable Held version,
            Change change,
            Instant now) {
        history.add(new HistoryRepository.NewEntry(
                model.id(),
                version == null ? null : version.id(),
                now,
                caller.name(),
                change.kind(),
                change.subject(),
                cut(change.before()),
                cut(change.after()),
                change.comment()));
        Integer number = version == null ? null : version.number();
        audit(caller, model, number, change);
        events.publishEvent(new RegistryChanged(
                model.projectId(), model.id(), number, change.kind(), change.subject(), change.after()));
    }

    /// For what the history shows from the version's own row.
    void audit(Caller caller, ModelChangeRepository.Held model, @Nullable Integer number, Change change) {
        Map<String, String> detail = new HashMap<>();
        put(detail, "subject", change.subject());
        put(detail, "from", cut(change.before()));
        put(detail, "to", cut(change.after()));
        put(detail, "comment", change.comment().isEmpty() ? null : change.comment());
        audit.record(
                caller,
                model.projectId(),
                "models." + change.kind().name().toLowerCase(Locale.ROOT),
                "model " + model.name() + (number == null ? "" : " version " + number),
                detail);
    }

    /// The newest first.
    ///
    /// @param version null for all
    Page<HistoryEntry> history(
            Caller caller, UUID modelId, @Nullable Integer version, @Nullable UUID after, int limit) {
        visible(caller, modelId);
        List<HistoryEntry> entries = history.entries(modelId, version, after, Page.size(limit, PAGE_MOST) + 1);
        return Page.of(entries, limit, entry -> entry.id().toString());
    }

    private static void put(Map<String, String> detail, String name, @Nullable String value) {
        if (value != null) {
            detail.put(name, value);
        }
    }

    /// Descriptions and tags may have 100,000 characters; a history shows their beginning.
    private static @Nullable String cut(@Nullable String value) {
        return value == null || value.length() <= SHOWN_LENGTH_MOST
                ? value
                : value.substring(0, SHOWN_LENGTH_MOST) + "…";
    }
}
