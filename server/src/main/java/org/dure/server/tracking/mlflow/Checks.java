package org.dure.server.tracking.mlflow;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// MLflow's limits on names, keys and values, with the sentences that its clients and their tests know.
public final class Checks {

    /// Points of a batch.
    public static final int METRICS_MOST = 1_000;
    /// Parameters of a batch.
    public static final int PARAMS_MOST = 100;
    /// Tags of a batch.
    public static final int TAGS_MOST = 100;
    /// Points, parameters and tags of a batch together.
    public static final int ENTITIES_MOST = 1_000;
    /// Characters of the value of a tag.
    public static final int TAG_MOST = 8_000;
    /// Characters of the value of a parameter.
    public static final int PARAM_MOST = 6_000;
    /// Characters of the value of an experiment's tag.
    public static final int EXPERIMENT_TAG_MOST = 20_000;
    private static final int KEY_MOST = 250;
    private static final int EXPERIMENT_NAME_MOST = 500;
    private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);

    private Checks() {}

    /// The key of a tag.
    ///
    /// @param path where it stands in the request
    public static String key(String path, String key) {
        return key(path, path, key);
    }

    /// The key of a metric or parameter.
    ///
    /// @param noun what the message about its length calls it
    /// @param path where it stands in the request
    public static String key(String noun, String path, String key) {
        if (key.length() > KEY_MOST) {
            throw MlflowError.invalid("'" + noun + "' exceeds the maximum length of " + KEY_MOST + " characters");
        }
        if (!KEY.matcher(key).matches()) {
            throw MlflowError.invalid(
                    path,
                    key,
                    "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ),"
                            + " colon(:) and slashes (/).");
        }
        if (key.startsWith("/") || !Path.of(key).normalize().toString().equals(key) || key.startsWith("..")) {
            throw MlflowError.invalid(
                    path,
                    key,
                    "Names may be treated as files in certain cases, and must not resolve to other names when treated"
                            + " as such.");
        }
        return key;
    }

    /// What is longer than MLflow keeps is cut, as MLflow does by default.
    public static String cut(String value, int most) {
        return value.length() <= most ? value : value.substring(0, most);
    }

    /// @throws MlflowError where it is blank, too long or holds control characters
    public static String experimentName(String parameter, String name) {
        if (name.isBlank()) {
            throw MlflowError.missing(parameter);
        }
        if (name.length() > EXPERIMENT_NAME_MOST) {
            throw MlflowError.invalid("'name' exceeds the maximum length of " + EXPERIMENT_NAME_MOST + " characters");
        }
        if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw MlflowError.invalid(parameter, name, "it must hold no control characters");
        }
        return name;
    }

    /// @throws MlflowError where there are more than `most`
    public static void count(String what, int count, int most) {
        if (count > most) {
            throw MlflowError.invalid("A batch logging request can contain at most " + most + " " + what + ". Got "
                    + count + " " + what + ". Please split up " + what + " across multiple requests and try again.");
        }
    }

    /// A page's size: what was asked for, or `otherwise`.
    public static int maxResults(Fields fields, int otherwise, int most) {
        long asked = fields.whole("max_results", otherwise);
        if (asked < 1) {
            throw MlflowError.invalid("max_results", asked, "It must be a positive integer, but got value " + asked);
        }
        if (asked > most) {
            throw MlflowError.invalid("max_results", asked, "It must be at most " + most + ", but got value " + asked);
        }
        return (int) asked;
    }
}
