package org.dure.server.models.registry;

import java.util.UUID;

/// What a version that a client registers is made from.
public sealed interface Source {

    /// @param path the folder among the run's artifacts; empty for all of them
    record OfRun(String runId, String path) implements Source {}

    /// @param path the folder among the logged model's artifacts; empty for all of them
    record OfLoggedModel(String id, String path) implements Source {}

    /// Another version, whose files become this one's too.
    record OfVersion(UUID versionId) implements Source {}

    /// Files that clients have put beside runs in the model's project.
    ///
    /// @param path the folder; empty for all of them
    record OfLooseFiles(String path) implements Source {}

    /// A place outside of the platform, such as a bucket. It is kept as words for clients that can reach it; the
    /// platform fetches nothing from there.
    record Elsewhere() implements Source {}

    /// MLflow's prompts have no files.
    record OfPrompt() implements Source {}
}
