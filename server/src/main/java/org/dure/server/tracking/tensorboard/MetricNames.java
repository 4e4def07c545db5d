package org.dure.server.tracking.tensorboard;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dure.base.Sha256;
import org.dure.server.tracking.Reserved;

/// Under which keys the scalars of event files stand. A scalar's name is the folder of its file and its tag; its key is
/// that name as MLflow lets a metric be called. docs/guide/tracking.md tells people the rules.
final class MetricNames {

    /// MLflow's.
    private static final int KEY_MOST = 250;

    private static final int HASH_DIGITS = 8;

    /// What TensorFlow, PyTorch, Lightning, Transformers and MLflow call the folder of their logs.
    private static final Set<String> LOG_FOLDERS = Set.of(
            "log",
            "logs",
            "runs",
            "tb",
            "tb_logs",
            "tensorboard",
            "tensorboard_log",
            "tensorboard_logs",
            "lightning_logs",
            "summaries");

    /// A folder that a writer makes for each start: `Nov21_10-00-00_host`, `20261121-100000`, `2026-11-21_10-00`,
    /// `1795239829.85`, `version_0`. With it no two runs would have a metric in common.
    private static final Pattern ONE_START = Pattern.compile(String.join(
            "|",
            "[A-Z][a-z]{2}\\d{2}_\\d{2}-\\d{2}-\\d{2}.*",
            "\\d{8}[-_T]?\\d{4,6}.*",
            "\\d{4}-\\d{2}-\\d{2}.*",
            "\\d{10}(\\.\\d+)?",
            "version_\\d+"));

    private static final Pattern FORBIDDEN = Pattern.compile("[^/\\w.\\- :]", Pattern.UNICODE_CHARACTER_CLASS);

    private MetricNames() {}

    /// @param path the file's, among the artifacts of its run
    static String name(String path, String tag) {
        String[] folders = path.split("/");
        String prefix = Arrays.stream(folders, 0, folders.length - 1)
                .dropWhile(LOG_FOLDERS::contains)
                .filter(folder -> !ONE_START.matcher(folder).matches())
                .map(folder -> folder + "/")
                .collect(Collectors.joining());
        return prefix + tag;
    }

    static String key(String name) {
        String allowed = Arrays.stream(FORBIDDEN.matcher(name).replaceAll("_").split("/"))
                .filter(part -> !part.isEmpty() && !part.equals(".") && !part.equals(".."))
                .collect(Collectors.joining("/"));
        String key = allowed.isEmpty() || Reserved.is(allowed) ? "_" + allowed : allowed;
        return key.length() > KEY_MOST ? keyWithHash(key, name) : key;
    }

    /// The key of a name whose own key another name of the run has already.
    static String otherKey(String name) {
        return keyWithHash(key(name), name);
    }

    private static String keyWithHash(String key, String name) {
        int end = Math.min(key.length(), KEY_MOST - HASH_DIGITS - 1);
        if (Character.isHighSurrogate(key.charAt(end - 1))) {
            end--;
        }
        return key.substring(0, end) + "-" + Sha256.of(name).hex().substring(0, HASH_DIGITS);
    }
}
