package org.dure.server.models;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A model has a new version. Published inside the registering transaction; who listens with `@EventListener` works in
/// the same transaction.
///
/// @param problemId what it competes on; null for nothing
/// @param modelMade whether the model came into being with it
public record VersionRegistered(
        UUID projectId,
        UUID modelId,
        UUID versionId,
        @Nullable UUID problemId,
        boolean modelMade) {}
