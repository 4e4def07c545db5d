package org.dure.server.serving.correction;

import java.time.Instant;
import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// What somebody says the answer to a kept request should have been; it may confirm the answer.
///
/// @param keyId          the key that the caller used; null for a try-it token or a member
/// @param saidBy         the member who said so on the page; null for a caller
/// @param requestId      the kept request
/// @param answer         what the model had answered, with `score`
/// @param purpose        what the sender of the request consented to
/// @param reason         why it was rejected
/// @param datasetVersion the version of the dataset that holds it, where it was accepted
public record Correction(
        UUID id,
        Instant time,
        UUID endpointId,
        @Nullable UUID keyId,
        @Nullable String saidBy,
        UUID requestId,
        String label,
        String answer,
        double score,
        String purpose,
        State state,
        @Nullable Reason reason,
        @Nullable UUID acceptanceId,
        @Nullable Integer datasetVersion,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt) {

    public enum State {
        /// In quarantine until a member has looked.
        WAITING,
        /// A member has accepted it; the dataset version is being made.
        CLAIMED,
        ACCEPTED,
        REJECTED
    }
}
