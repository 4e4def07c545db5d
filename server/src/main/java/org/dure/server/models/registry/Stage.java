package org.dure.server.models.registry;

import java.util.Arrays;
import java.util.Optional;

/// Where a version stands on its way, in MLflow's words. It says what people mean to do with it: what answers callers
/// is
/// decided by deployments.
public enum Stage {
    NONE("None"),
    STAGING("Staging"),
    PRODUCTION("Production"),
    ARCHIVED("Archived");

    private final String word;

    Stage(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// Whether versions that stand there are in use, so that another one may take their place.
    public boolean isActive() {
        return switch (this) {
            case STAGING, PRODUCTION -> true;
            case NONE, ARCHIVED -> false;
        };
    }

    /// In capitals or not.
    public static Optional<Stage> of(String word) {
        return Arrays.stream(values())
                .filter(stage -> stage.word.equalsIgnoreCase(word))
                .findFirst();
    }
}
