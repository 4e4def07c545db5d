package org.dure.server.tracking.mlflow;

import java.util.List;
import java.util.Map;

/// What MLflow's answers about all nouns share: records in snake_case.
public final class Answers {

    private Answers() {}

    /// An answer that says nothing more.
    public record Empty() {}

    /// A tag or parameter, as answers write it.
    public record Tag(String key, String value) {}

    /// In the order of the map.
    public static List<Tag> pairs(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(entry -> new Tag(entry.getKey(), entry.getValue()))
                .toList();
    }

    /// MLflow's word for whether an experiment or run was deleted.
    public static String stage(boolean deleted) {
        return deleted ? "deleted" : "active";
    }
}
