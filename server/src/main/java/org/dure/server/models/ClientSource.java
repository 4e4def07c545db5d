package org.dure.server.models;

import org.jspecify.annotations.Nullable;

/// What a client of MLflow's wire says of the version that it registers.
///
/// @param source   in its words: `runs:/…`, `models:/…`, `mlflow-artifacts:/…` or a place outside of the platform
/// @param location where the files are fetched; null for the registry itself, which holds them
public record ClientSource(
        String source,
        @Nullable String location,
        @Nullable String runLink,
        @Nullable String loggedModelId,
        String description) {

    /// Before a version's id: where the files that the registry holds are fetched.
    public static final String REGISTRY = "mlflow-artifacts:/registry/";
}
