package org.dure.server.models;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.model.PackageFile;
import org.dure.base.model.Signature;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// One registered model. It never changes; what is found out about it (`state`, `hiddenAccuracy`, `champion`) and what
/// people say of it (`stage`, `aliases`, `tags`, `description`) is added beside it.
///
/// @param number         1, 2, 3… within the model
/// @param source         what was registered, as an MLflow client names it
/// @param location       where an MLflow client fetches its files
/// @param runId          the run that left it, or that the client named; null for an upload
/// @param loggedModelId  MLflow's logged model that it was registered from
/// @param sessionId      the session of that run
/// @param reason         why its evaluation waits or failed
/// @param hiddenAccuracy the share of the hidden part that it answered rightly, in its latest evaluation
/// @param champion       whether it is the champion of its problem now
/// @param stage          in MLflow's words: None, Staging, Production or Archived
/// @param signature      null where it holds no model package
/// @param noPackage      why it holds none; it cannot be deployed then
/// @param updatedAt      when it was described, moved to another stage or renamed with its model
public record ModelVersion(
        UUID id,
        UUID modelId,
        String modelName,
        UUID projectId,
        @Nullable UUID problemId,
        int number,
        Origin origin,
        String source,
        String location,
        @Nullable String runId,
        @Nullable String loggedModelId,
        @Nullable UUID sessionId,
        State state,
        @Nullable Reason reason,
        @Nullable Double hiddenAccuracy,
        boolean champion,
        String stage,
        String description,
        Map<String, String> tags,
        List<String> aliases,
        @Nullable Signature signature,
        @Nullable Reason noPackage,
        List<PackageFile> files,
        Lineage lineage,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    public enum Origin {
        /// A run left it among its artifacts.
        RUN,
        /// A person brought it.
        UPLOAD,
        /// A client of MLflow's wire registered it.
        CLIENT
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

    /// @throws UserError.Conflict where it holds no model package, and why
    public Signature requireSignature() {
        if (signature == null) {
            throw new UserError.Conflict("Version " + number + " of " + modelName + " cannot be deployed: "
                    + (noPackage == null ? "it holds no model package" : noPackage.text()) + ".");
        }
        return signature;
    }
}
