package org.dure.server.tracking.evaluationdataset;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What clients tell of a record and what is kept of it, in MLflow's words.
final class RecordBody {

    private static final String INPUTS = "inputs";
    private static final String OUTPUTS = "outputs";
    private static final String EXPECTATIONS = "expectations";
    private static final String TAGS = "tags";
    private static final String SOURCE = "source";
    private static final String TYPE = "source_type";
    private static final String ID = "source_id";
    static final String USER_TAG = "mlflow.user";
    private static final Set<String> TYPES = Set.of("UNSPECIFIED", "TRACE", "HUMAN", "DOCUMENT", "CODE");

    private RecordBody() {}

    /// @throws UserError.Invalid where a field is of the wrong form
    static void check(ObjectNode told) {
        for (String field : List.of(INPUTS, EXPECTATIONS, TAGS)) {
            JsonNode value = told.path(field);
            if (!value.isObject() && !value.isMissingNode() && !value.isNull()) {
                throw new UserError.Invalid("records", "The " + field + " of a record must be a dictionary");
            }
        }
        told.path(TAGS).forEach(value -> {
            if (!value.isString()) {
                throw new UserError.Invalid("records", "The tags of a record must be texts");
            }
        });
        JsonNode source = told.path(SOURCE);
        if (!source.isObject() && !source.isMissingNode() && !source.isNull()) {
            throw new UserError.Invalid("records", "The source of a record must be a dictionary");
        }
        if (source.isObject() && !TYPES.contains(type(source))) {
            throw new UserError.Invalid(
                    "records",
                    "Invalid dataset record source type: " + type(source) + ". Valid source types: "
                            + new TreeSet<>(TYPES));
        }
    }

    private static String type(JsonNode source) {
        return source.path(TYPE).asString("UNSPECIFIED").toUpperCase(Locale.ROOT);
    }

    /// By which the same inputs are known again, in whatever order their keys come.
    static String sha256OfInputs(ObjectNode told) {
        return Sha256.of(ordered(told.path(INPUTS).isObject() ? told.path(INPUTS) : Json.MAPPER.createObjectNode())
                        .toString())
                .hex();
    }

    private static JsonNode ordered(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = Json.MAPPER.createObjectNode();
            new TreeSet<>(node.propertyNames()).forEach(name -> object.set(name, ordered(node.path(name))));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            node.values().forEach(each -> array.add(ordered(each)));
            return array;
        }
        return node;
    }

    /// What is kept of a record that is new.
    static ObjectNode of(ObjectNode told) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.set(INPUTS, told.path(INPUTS).isObject() ? told.path(INPUTS) : Json.MAPPER.createObjectNode());
        body.set(OUTPUTS, told.has(OUTPUTS) ? told.path(OUTPUTS) : Json.MAPPER.createObjectNode());
        for (String field : List.of(EXPECTATIONS, TAGS)) {
            if (told.path(field).isObject()) {
                body.set(field, told.path(field));
            }
        }
        if (told.path(SOURCE).isObject()) {
            source(body, told.path(SOURCE));
        }
        String user = user(told);
        if (user != null) {
            body.put("created_by", user);
            body.put("last_updated_by", user);
        }
        return body;
    }

    private static void source(ObjectNode body, JsonNode told) {
        ObjectNode source = Json.MAPPER.createObjectNode();
        JsonNode data = told.path("source_data");
        String type = type(told);
        source.put(TYPE, type);
        source.set("source_data", data.isObject() ? data : Json.MAPPER.createObjectNode());
        body.set(SOURCE, source);
        body.put(TYPE, type);
        String id = data.path(type.equals("TRACE") ? "trace_id" : ID).asString("");
        if (!id.isEmpty()) {
            body.put(ID, id);
        }
    }

    static void merge(ObjectNode body, ObjectNode told) {
        if (told.has(OUTPUTS)) {
            body.set(OUTPUTS, told.path(OUTPUTS));
        }
        for (String field : List.of(EXPECTATIONS, TAGS)) {
            if (told.path(field) instanceof ObjectNode more && !more.isEmpty()) {
                ObjectNode all = body.path(field) instanceof ObjectNode kept ? kept : Json.MAPPER.createObjectNode();
                all.setAll(more);
                body.set(field, all);
            }
        }
        String user = user(told);
        if (user != null) {
            body.put("last_updated_by", user);
        }
    }

    /// Whom the last record that names its user names.
    static @Nullable String lastUser(List<ObjectNode> told) {
        String last = null;
        for (ObjectNode each : told) {
            String user = user(each);
            last = user == null ? last : user;
        }
        return last;
    }

    private static @Nullable String user(ObjectNode told) {
        JsonNode user = told.path(TAGS).path(USER_TAG);
        return user.isString() ? user.stringValue() : null;
    }
}
