package org.dure.server.models.registry;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// People or programs have changed what is said of a model. Published inside the changing transaction; who listens with
/// `@EventListener` works in the same transaction.
///
/// @param version the number of the version that changed; null for the whole model
/// @param subject the alias or the tag
/// @param after   as in `HistoryEntry`, whole
public record RegistryChanged(
        UUID projectId,
        UUID modelId,
        @Nullable Integer version,
        HistoryEntry.Kind kind,
        @Nullable String subject,
        @Nullable String after) {}
