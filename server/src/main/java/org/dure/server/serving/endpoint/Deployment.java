package org.dure.server.serving.endpoint;

import java.time.Instant;
import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// One model version behind one endpoint.
///
/// @param number    1, 2, 3… within the endpoint
/// @param versionId of the model version
/// @param problemId of its model; null for a model without a problem
/// @param reason    why it failed or was retired
/// @param createdBy who asked for it; `Dure` for a new champion
/// @param readyAt   when `serve` first answered with it
/// @param retiredAt when another one had taken its place
public record Deployment(
        UUID id,
        UUID endpointId,
        int number,
        UUID versionId,
        UUID modelId,
        String modelName,
        int modelVersion,
        @Nullable UUID problemId,
        Cause cause,
        State state,
        @Nullable Reason reason,
        String createdBy,
        Instant createdAt,
        @Nullable Instant readyAt,
        @Nullable Instant retiredAt) {

    public enum Cause {
        /// Somebody deployed it.
        PERSON,
        /// The endpoint follows the champion of its problem.
        CHAMPION,
        /// Somebody went back to an earlier one.
        ROLLBACK
    }

    public enum State {
        /// `serve` has not said yet that it answers with it.
        LOADING,
        READY,
        FAILED,
        RETIRED
    }
}
