package org.dure.server.serving.correction;

import java.time.Instant;
import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// Corrections that a member took out of quarantine together, on their way into a new version of the dataset.
///
/// @param part           of the dataset version, such as `train`
/// @param reason         why it failed; its corrections then wait again
/// @param datasetVersion the number of the new version; null before it is made, and where no correction could be taken
/// @param rejected       how many of its corrections could not be taken
public record Acceptance(
        UUID id,
        UUID endpointId,
        UUID projectId,
        UUID problemId,
        String part,
        State state,
        @Nullable Reason reason,
        UUID acceptedBy,
        String acceptedByName,
        @Nullable UUID datasetId,
        @Nullable Integer datasetVersion,
        @Nullable UUID datasetVersionId,
        int accepted,
        int rejected,
        Instant createdAt,
        @Nullable Instant endedAt) {

    public enum State {
        PENDING,
        DONE,
        FAILED
    }
}
