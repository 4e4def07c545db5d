package org.dure.server.models.registry;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.tracking.Reserved;
import org.jspecify.annotations.Nullable;

/// The limits on what is said of models and versions: MLflow's, with a few where it has none.
final class RegistryLimits {

    static final int COMMENT_LENGTH_MOST = 2_000;
    private static final int NAME_LENGTH_MOST = 256;
    private static final int DESCRIPTION_LENGTH_MOST = 100_000;
    private static final int TAGS_MOST = 1_000;
    private static final int TAG_KEY_LENGTH_MOST = 250;
    private static final int TAG_VALUE_LENGTH_MOST = 100_000;
    private static final int ALIAS_LENGTH_MOST = 255;
    private static final Pattern ALIAS = Pattern.compile("[\\w-]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern VERSION_ALIAS = Pattern.compile("[vV]\\d+");
    private static final Pattern TAG_KEY = Pattern.compile("[/\\w.\\- :]+", Pattern.UNICODE_CHARACTER_CLASS);

    private RegistryLimits() {}

    /// @return `name`
    static String name(String field, @Nullable String name) {
        if (name == null || name.isBlank() || name.length() > NAME_LENGTH_MOST) {
            throw new UserError.Invalid(field, "must have 1 to " + NAME_LENGTH_MOST + " characters");
        }
        if (name.contains("/") || name.contains(":") || name.chars().anyMatch(Character::isISOControl)) {
            throw new UserError.Invalid(field, "must hold no '/', no ':' and no control characters");
        }
        if (name.equals(".") || name.equals("..")) {
            throw new UserError.Invalid(field, "must not be . or ..");
        }
        return name;
    }

    /// @return `description`
    static String description(@Nullable String description) {
        return text("description", description, DESCRIPTION_LENGTH_MOST);
    }

    /// @return `comment`
    static String comment(@Nullable String comment) {
        return text("comment", comment, COMMENT_LENGTH_MOST);
    }

    private static String text(String field, @Nullable String text, int most) {
        String given = text == null ? "" : text;
        if (given.length() > most || given.indexOf('\0') >= 0) {
            throw new UserError.Invalid(field, "must have at most " + most + " characters, none of them NUL");
        }
        return given;
    }

    static void tags(Map<String, String> tags) {
        if (tags.size() > TAGS_MOST) {
            throw new UserError.Invalid("tags", "are " + tags.size() + "; at most " + TAGS_MOST + " are kept");
        }
        tags.forEach(RegistryLimits::tag);
    }

    static void tag(String key, @Nullable String value) {
        if (key.length() > TAG_KEY_LENGTH_MOST || !TAG_KEY.matcher(key).matches()) {
            throw new UserError.Invalid(
                    "key",
                    "must have 1 to " + TAG_KEY_LENGTH_MOST
                            + " letters, digits, blanks, underscores, hyphens, dots, colons or slashes");
        }
        if (key.startsWith("/") || !Path.of(key).normalize().toString().equals(key) || key.startsWith("..")) {
            throw new UserError.Invalid("key", "must not resolve to another name when it is taken for a path");
        }
        Reserved.check(key);
        if (value == null || value.length() > TAG_VALUE_LENGTH_MOST || value.indexOf('\0') >= 0) {
            throw new UserError.Invalid(
                    "value", "must have at most " + TAG_VALUE_LENGTH_MOST + " characters, none of them NUL");
        }
    }

    static void alias(String alias) {
        if (alias.length() > ALIAS_LENGTH_MOST || !ALIAS.matcher(alias).matches()) {
            throw new UserError.Invalid(
                    "alias", "must have 1 to " + ALIAS_LENGTH_MOST + " letters, digits, underscores or hyphens");
        }
        if (alias.equalsIgnoreCase("latest") || VERSION_ALIAS.matcher(alias).matches()) {
            throw new UserError.Invalid("alias", alias + " is reserved: it names a version already");
        }
    }
}
