package org.dure.server.models.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a webhook can tell of, in MLflow's words. Prompts are models that MLflow's clients mark as such.
public enum WebhookEvent {
    REGISTERED_MODEL_CREATED("REGISTERED_MODEL", "CREATED"),
    MODEL_VERSION_CREATED("MODEL_VERSION", "CREATED"),
    MODEL_VERSION_TAG_SET("MODEL_VERSION_TAG", "SET"),
    MODEL_VERSION_TAG_DELETED("MODEL_VERSION_TAG", "DELETED"),
    MODEL_VERSION_ALIAS_CREATED("MODEL_VERSION_ALIAS", "CREATED"),
    MODEL_VERSION_ALIAS_DELETED("MODEL_VERSION_ALIAS", "DELETED"),
    PROMPT_CREATED("PROMPT", "CREATED"),
    PROMPT_VERSION_CREATED("PROMPT_VERSION", "CREATED"),
    PROMPT_TAG_SET("PROMPT_TAG", "SET"),
    PROMPT_TAG_DELETED("PROMPT_TAG", "DELETED"),
    PROMPT_VERSION_TAG_SET("PROMPT_VERSION_TAG", "SET"),
    PROMPT_VERSION_TAG_DELETED("PROMPT_VERSION_TAG", "DELETED"),
    PROMPT_ALIAS_CREATED("PROMPT_ALIAS", "CREATED"),
    PROMPT_ALIAS_DELETED("PROMPT_ALIAS", "DELETED");

    private final String entity;
    private final String action;

    WebhookEvent(String entity, String action) {
        this.entity = entity;
        this.action = action;
    }

    public String entity() {
        return entity;
    }

    public String action() {
        return action;
    }

    /// As it stands in a message, such as `model_version_tag`.
    String entityWord() {
        return entity.toLowerCase(Locale.ROOT);
    }

    String actionWord() {
        return action.toLowerCase(Locale.ROOT);
    }

    /// Such as `model_version_tag.set`.
    String word() {
        return entityWord() + "." + actionWord();
    }

    public static Optional<WebhookEvent> of(String entity, String action) {
        return Arrays.stream(values())
                .filter(event -> event.entity.equals(entity) && event.action.equals(action))
                .findFirst();
    }

    /// What can happen to such a thing, in lower case.
    public static List<String> actions(String entity) {
        return Arrays.stream(values())
                .filter(event -> event.entity.equals(entity))
                .map(WebhookEvent::actionWord)
                .sorted()
                .toList();
    }
}
