package org.dure.server.models;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.model.PackageFile;
import org.dure.base.model.Signature;
import org.jspecify.annotations.Nullable;

/// One registered model package. It never changes; what is found out about it (`state`, `hiddenAccuracy`, `champion`)
/// is added beside it.
///
/// @param number         1, 2, 3… within the model
/// @param runId          the run that left it; null for an upload
/// @param sessionId      the session of that run
/// @param reason         why its evaluation waits or failed
/// @param hiddenAccuracy the share of the hidden part that it answered rightly, in its latest evaluation
/// @param champion       whether it is the champion of its problem now
public record ModelVersion(
        UUID id,
        UUID modelId,
        String modelName,
        UUID projectId,
        @Nullable UUID problemId,
        int number,
        Origin origin,
        @Nullable String runId,
        @Nullable UUID sessionId,
        State state,
        @Nullable Reason reason,
        @Nullable Double hiddenAccuracy,
        boolean champion,
        Signature signature,
        List<PackageFile> files,
        Lineage lineage,
        String createdBy,
        Instant createdAt) {

    public enum Origin {
        /// A run left it among its artifacts.
        RUN,
        /// A person brought it.
        UPLOAD
    }

    public enum State {
        /// It belongs to no problem, so there is no hidden part to judge it by.
        UNJUDGED,
        /// Its evaluation has not started.
        WAITING,
        /// Its evaluation runs.
        RUNNING,
        EVALUATED,
        /// Its evaluation failed; it never becomes a champion.
        FAILED
    }
}
