package org.dure.server.models.webhook;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What receivers are sent, field by field as MLflow 3.17's server sends it (`mlflow/webhooks/types.py`).
final class Message {

    private static final String PROMPT_TEXT = "mlflow.prompt.text";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");
    private static final java.util.Set<String> PROMPT_MARKS =
            java.util.Set.of("mlflow.prompt.is_prompt", "_mlflow_prompt_type");

    private Message() {}

    static String of(WebhookEvent event, ObjectNode data, Instant now) {
        ObjectNode message = object();
        message.put("entity", event.entityWord());
        message.put("action", event.actionWord());
        message.put("timestamp", TIME.format(now.atOffset(ZoneOffset.UTC)));
        message.set("data", data);
        return message.toString();
    }

    static ObjectNode model(MessageRepository.Model model) {
        ObjectNode data = object();
        data.put("name", model.name());
        data.set("tags", Json.MAPPER.valueToTree(unmarked(model.isPrompt(), model.tags())));
        data.put("description", model.description());
        return data;
    }

    static ObjectNode version(MessageRepository.Model model, MessageRepository.Version version) {
        ObjectNode data = object();
        data.put("name", model.name());
        data.put("version", String.valueOf(version.number()));
        Map<String, String> tags = unmarked(model.isPrompt(), version.tags());
        if (model.isPrompt()) {
            data.put("template", tags.remove(PROMPT_TEXT));
        } else {
            data.put("source", version.source());
            data.put("run_id", version.runId());
        }
        data.set("tags", Json.MAPPER.valueToTree(tags));
        data.put("description", version.description().isEmpty() ? null : version.description());
        return data;
    }

    /// @param version null for a tag of the whole model
    /// @param value   null where the tag was taken away
    static ObjectNode tag(String model, @Nullable Integer version, String key, @Nullable String value) {
        ObjectNode data = object();
        data.put("name", model);
        if (version != null) {
            data.put("version", String.valueOf(version));
        }
        data.put("key", key);
        if (value != null) {
            data.put("value", value);
        }
        return data;
    }

    /// @param version null where the alias was taken away
    static ObjectNode alias(String model, String alias, @Nullable String version) {
        ObjectNode data = object();
        data.put("name", model);
        data.put("alias", alias);
        if (version != null) {
            data.put("version", version);
        }
        return data;
    }

    /// What MLflow's server sends to try a webhook.
    static ObjectNode example(WebhookEvent event) {
        Map<String, String> tags = new TreeMap<>(Map.of("example_key", "example_value"));
        return switch (event) {
            case REGISTERED_MODEL_CREATED ->
                model(new MessageRepository.Model("example_model", "An example registered model", tags));
            case PROMPT_CREATED -> model(new MessageRepository.Model("example_prompt", "An example prompt", tags));
            case MODEL_VERSION_CREATED -> {
                ObjectNode data = object();
                data.put("name", "example_model").put("version", "1");
                data.put("source", "models:/123").put("run_id", "abcd1234abcd5678");
                data.set("tags", Json.MAPPER.valueToTree(tags));
                yield data.put("description", "An example model version");
            }
            case PROMPT_VERSION_CREATED -> {
                ObjectNode data = object();
                data.put("name", "example_prompt").put("version", "1").put("template", "Hello {{name}}!");
                data.set("tags", Json.MAPPER.valueToTree(tags));
                yield data.put("description", "An example prompt version");
            }
            case MODEL_VERSION_TAG_SET -> tag("example_model", 1, "example_key", "example_value");
            case MODEL_VERSION_TAG_DELETED -> tag("example_model", 1, "example_key", null);
            case PROMPT_VERSION_TAG_SET -> tag("example_prompt", 1, "example_key", "example_value");
            case PROMPT_VERSION_TAG_DELETED -> tag("example_prompt", 1, "example_key", null);
            case PROMPT_TAG_SET -> tag("example_prompt", null, "example_key", "example_value");
            case PROMPT_TAG_DELETED -> tag("example_prompt", null, "example_key", null);
            case MODEL_VERSION_ALIAS_CREATED -> alias("example_model", "example_alias", "1");
            case MODEL_VERSION_ALIAS_DELETED -> alias("example_model", "example_alias", null);
            case PROMPT_ALIAS_CREATED -> alias("example_prompt", "example_alias", "1");
            case PROMPT_ALIAS_DELETED -> alias("example_prompt", "example_alias", null);
        };
    }

    private static Map<String, String> unmarked(boolean prompt, Map<String, String> tags) {
        Map<String, String> shown = new TreeMap<>(tags);
        if (prompt) {
            shown.keySet().removeAll(PROMPT_MARKS);
        }
        return shown;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
