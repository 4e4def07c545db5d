package org.dure.server.data.reference;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The making of a version by reference: a folder's manifest is computed in the background, its bytes stay where they
/// are.
///
/// @param folder    absolute, with all links resolved
/// @param part      the part that the whole folder is; null where its own first folders are the parts
/// @param reason    why it failed; empty otherwise
/// @param filesDone files hashed so far
/// @param versionId the version that it became; null before
public record ReferenceScan(
        UUID id,
        UUID datasetId,
        String folder,
        @Nullable String part,
        String note,
        State state,
        String reason,
        long filesDone,
        long bytesDone,
        @Nullable UUID versionId,
        String createdBy,
        Instant createdAt,
        Instant deadline) {

    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }
}
