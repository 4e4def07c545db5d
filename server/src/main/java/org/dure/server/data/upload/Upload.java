package org.dure.server.data.upload;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.data.Version;
import org.jspecify.annotations.Nullable;

/// A draft of a version: files gather here, over many requests and interruptions, until it is committed.
///
/// @param versionId the version that it became; null before
/// @param expiresAt a week after the last file came, when what is not committed is forgotten
/// @param parts     what has arrived whole
public record Upload(
        UUID id,
        UUID datasetId,
        State state,
        @Nullable UUID versionId,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        List<Version.Part> parts) {

    public enum State {
        OPEN,
        COMMITTED,
        DISCARDED,
        EXPIRED
    }
}
