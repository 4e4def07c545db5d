package org.dure.server.tracking.savedview;

import java.time.Instant;
import java.util.UUID;

/// What a page showed, to be opened again.
///
/// @param page   which of the pages it is of
/// @param query  what stands behind `?` in the page's address
/// @param shared whether the project's members see it too
/// @param mine   whether the caller keeps it
/// @param owner  the name of who does
public record SavedView(
        UUID id,
        UUID projectId,
        Kind page,
        String name,
        String query,
        boolean shared,
        boolean mine,
        String owner,
        Instant updatedAt) {

    public enum Kind {
        RUNS,
        COMPARE
    }
}
