package org.dure.server.models;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A problem has a new champion.
///
/// @param versionId         the new one
/// @param previousVersionId null where it is the first
public record ChampionReplaced(
        UUID problemId,
        UUID projectId,
        UUID versionId,
        @Nullable UUID previousVersionId) {}
