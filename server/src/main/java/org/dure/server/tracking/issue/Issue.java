package org.dure.server.tracking.issue;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that is wrong with the answers of an experiment's traces.
///
/// @param id          `iss-` and 32 hexadecimal digits
/// @param status      pending, rejected or resolved
/// @param severity    not_an_issue, low, medium or high; null where nobody has said
/// @param sourceRunId the run that found it, in its maker's words
/// @param createdBy   in its maker's words, else the account that made it
public record Issue(
        String id,
        UUID projectId,
        long experimentId,
        String name,
        String description,
        String status,
        @Nullable String severity,
        List<String> rootCauses,
        List<String> categories,
        @Nullable String sourceRunId,
        @Nullable String createdBy,
        long createdMs,
        long updatedMs) {}
