package org.dure.server.models.mlflow;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.dure.server.models.registry.Stage;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;

/// MLflow's rules for names, aliases, versions, stages and tags of its registry, with the sentences that its clients
/// and
/// their tests know.
final class RegistryChecks {

    private static final int KEY_LENGTH_MOST = 250;
    private static final int VALUE_LENGTH_MOST = 100_000;
    private static final int ALIAS_LENGTH_MOST = 255;
    private static final Pattern ALIAS = Pattern.compile("[\\w-]*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern VERSION_ALIAS = Pattern.compile("[vV]\\d+");
    private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String RESOLVES =
            "Names may be treated as files in certain cases, and must not resolve to other"
                    + " names when treated as such.";

    private RegistryChecks() {}

    /// A registered model's name.
    static String name(Fields fields, String field) {
        String name = fields.required(field);
        if (name.isBlank()) {
            throw MlflowError.missing(field);
        }
        if (name.contains("/") || name.contains(":")) {
            throw MlflowError.invalid("Invalid model name '" + name + "'. Names cannot contain '/' or ':'.");
        }
        if (name.equals(".") || name.equals("..")) {
            throw MlflowError.invalid("name", name, RESOLVES + " This name would resolve to '" + name + "'");
        }
        return name;
    }

    /// A version's number; 0 for what no version has.
    static int version(Fields fields) {
        String version = fields.required("version");
        if (!version.strip().matches("[+-]?\\d{1,1000}")) {
            throw MlflowError.invalid("Parameter 'version' must be an integer, got '" + version + "'.");
        }
        try {
            return Integer.parseInt(version.strip());
        } catch (NumberFormatException tooLarge) {
            return 0;
        }
    }

    static String alias(Fields fields) {
        String alias = fields.required("alias");
        if (!ALIAS.matcher(alias).matches()) {
            throw MlflowError.invalid("Invalid alias name: '" + alias
                    + "'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
        }
        if (alias.length() > ALIAS_LENGTH_MOST) {
            throw MlflowError.invalid(
                    "'Registered model alias name' exceeds the maximum length of " + ALIAS_LENGTH_MOST + " characters");
        }
        return alias;
    }

    /// An alias that may be set.
    static String freeAlias(Fields fields) {
        String alias = alias(fields);
        if (alias.equalsIgnoreCase("latest")) {
            throw MlflowError.invalid("'latest' alias name (case insensitive) is reserved.");
        }
        if (VERSION_ALIAS.matcher(alias).matches()) {
            throw MlflowError.invalid("Version alias name '" + alias + "' is reserved.");
        }
        return alias;
    }

    static Stage stage(String stage) {
        return Stage.of(stage)
                .orElseThrow(() -> MlflowError.invalid("Invalid Model Version stage: " + stage
                        + ". Value must be one of None, Staging, Production, Archived."));
    }

    /// Of a key that comes twice the last.
    static Map<String, String> tags(Fields fields) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Fields item : fields.list("tags")) {
            tags.put(item.required("key"), item.text("value", ""));
        }
        tags.forEach(RegistryChecks::tag);
        return tags;
    }

    static void tag(String key, String value) {
        key(key);
        if (key.length() > KEY_LENGTH_MOST) {
            throw MlflowError.invalid("'key' exceeds the maximum length of " + KEY_LENGTH_MOST + " characters");
        }
        if (value.length() > VALUE_LENGTH_MOST) {
            throw MlflowError.invalid("'value' exceeds the maximum length of " + VALUE_LENGTH_MOST + " characters");
        }
    }

    static void key(String key) {
        if (!KEY.matcher(key).matches()) {
            throw MlflowError.invalid(
                    "key",
                    key,
                    "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ),"
                            + " colon(:) and slashes (/).");
        }
        if (key.startsWith("/")
                || key.startsWith("..")
                || !Path.of(key).normalize().toString().equals(key)) {
            throw MlflowError.invalid("key", key, RESOLVES);
        }
    }
}
