package org.dure.server.tracking;

import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// A name under which runs stand side by side.
///
/// @param problemId        the problem that its runs compete for
/// @param artifactLocation what its maker asked for; null for the platform's own place
public record Experiment(
        long id,
        UUID projectId,
        @Nullable UUID problemId,
        String name,
        @Nullable String artifactLocation,
        boolean deleted,
        long createdMs,
        long updatedMs,
        Map<String, String> tags) {

    /// @throws UserError.Invalid where it is deleted
    public void requireActive() {
        if (deleted) {
            throw new UserError.Invalid(
                    "experiment_id",
                    "The experiment " + id + " must be in the 'active' state. Current state is deleted.");
        }
    }
}
