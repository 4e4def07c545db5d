package org.dure.server.tracking.mlflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a request on MLflow's wire says: the fields of its JSON body, or of its query where it has none. Unknown ones
/// are ignored; whole numbers may come as strings, as Java clients send them; so may NaN and the infinities.
public final class Fields {

    private final JsonNode node;
    private final String path;
    private final boolean query;

    /// @param path what stands before the names in messages; empty at the top
    public Fields(JsonNode node, String path) {
        this(node, path, false);
    }

    private Fields(JsonNode node, String path, boolean query) {
        this.node = node;
        this.path = path;
        this.query = query;
    }

    /// Of a query: what comes once may be meant as a list of one.
    static Fields ofQuery(JsonNode node) {
        return new Fields(node, "", true);
    }

    /// @throws MlflowError where it is missing or empty
    public String required(String name) {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            throw MlflowError.missing(path + name);
        }
        return value;
    }

    /// The run's id, which MLflow's clients send under two names.
    public String runId() {
        String id = text("run_id");
        return id == null || id.isEmpty()
                ? Optional.ofNullable(text("run_uuid")).orElseGet(() -> required("run_id"))
                : id;
    }

    public String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    public @Nullable String text(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw MlflowError.invalid(path + name, value, "it must be a string");
        }
        String text = value.stringValue();
        if (text.indexOf('\0') >= 0) {
            throw MlflowError.invalid(path + name, text.replace("\0", "\\0"), "it must hold no NUL character");
        }
        return text;
    }

    public long whole(String name, long otherwise) {
        Long value = whole(name);
        return value == null ? otherwise : value;
    }

    public @Nullable Long whole(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue()) && value.canConvertToLong()) {
            return (long) value.doubleValue();
        }
        if (value.isString()) {
            try {
                return Long.parseLong(value.stringValue());
            } catch (NumberFormatException e) {
                throw MlflowError.invalid(path + name, value.stringValue(), "it must be a whole number");
            }
        }
        throw MlflowError.invalid(path + name, value, "it must be a whole number of 64 bits");
    }

    /// @throws MlflowError where it is missing or no number
    public double real(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw MlflowError.missing(path + name);
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isString()) {
            if (value.stringValue().isEmpty()) {
                throw MlflowError.missing(path + name);
            }
            try {
                return Double.parseDouble(value.stringValue());
            } catch (NumberFormatException e) {
                throw MlflowError.invalid(path + name, value.stringValue(), NO_DOUBLE);
            }
        }
        throw MlflowError.invalid(path + name, value, NO_DOUBLE);
    }

    /// One of an enumeration, which clients send by its name or by its number.
    ///
    /// @param names   the first has the number `firstNumber`
    /// @return null where it is missing or empty
    /// @throws MlflowError where there is no such name or number
    public @Nullable String choice(String name, int firstNumber, List<String> names) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isInt()) {
            int place = value.intValue() - firstNumber;
            if (place >= 0 && place < names.size()) {
                return names.get(place);
            }
        }
        if (value.isString()
                && (names.contains(value.stringValue()) || value.stringValue().isEmpty())) {
            return value.stringValue().isEmpty() ? null : value.stringValue();
        }
        throw MlflowError.invalid(path + name, value, "there are " + names);
    }

    /// Whether the request names it at all.
    public boolean has(String name) {
        return !node.path(name).isMissingNode() && !node.path(name).isNull();
    }

    public boolean flag(String name, boolean otherwise) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw MlflowError.invalid(path + name, value, "it must be true or false");
        }
        return value.booleanValue();
    }

    private static final String NO_DOUBLE = "it must be a valid double (64-bit floating point)";

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : array(name)) {
            if (!value.isString() || value.stringValue().indexOf('\0') >= 0) {
                throw MlflowError.invalid(path + name, node.path(name), "it must be a list of strings");
            }
            texts.add(value.stringValue());
        }
        return texts;
    }

    /// The objects of a list.
    public List<Fields> list(String name) {
        List<Fields> items = new ArrayList<>();
        for (JsonNode value : array(name)) {
            if (!value.isObject()) {
                throw MlflowError.invalid(path + name, value, "it must be a list of objects");
            }
            items.add(new Fields(value, path + name + "[" + items.size() + "]."));
        }
        return items;
    }

    /// An object in it; without any field where it is missing.
    public Fields object(String name) {
        JsonNode value = node.path(name);
        if (!value.isObject() && !value.isMissingNode() && !value.isNull()) {
            throw MlflowError.invalid(path + name, value, "it must be an object");
        }
        return new Fields(value, path + name + ".");
    }

    /// A list of `{"key", "value"}` as a map, in its order.
    ///
    /// @throws MlflowError where a key comes twice with different values
    public Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Fields item : list(name)) {
            String key = item.required("key");
            String value = item.text("value", "");
            String before = pairs.put(key, value);
            if (before != null && !before.equals(value)) {
                throw MlflowError.invalid("Duplicate " + name + " key '" + key + "' with different values: '" + before
                        + "' and '" + value + "'.");
            }
        }
        return pairs;
    }

    /// An object whose values are all texts, in its order; empty where it is missing.
    public Map<String, String> textsOfObject(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        Fields object = object(name);
        for (String key : object.node.propertyNames()) {
            if (key.indexOf('\0') >= 0) {
                throw MlflowError.invalid(path + name, "", "a key must hold no NUL character");
            }
            texts.put(key, object.text(key, ""));
        }
        return texts;
    }

    /// What stands there, of any form.
    public JsonNode tree(String name) {
        return node.path(name);
    }

    /// Where this stands, such as `metrics[3].name`.
    public String path(String name) {
        return path + name;
    }

    private List<JsonNode> array(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (query && value.isString()) {
            return List.of(value);
        }
        if (!value.isArray()) {
            throw MlflowError.invalid(path + name, value, "it must be a list");
        }
        return List.copyOf(value.values());
    }
}
