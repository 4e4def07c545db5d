package org.dure.server.problems;

import java.time.Instant;
import java.util.UUID;

/// What runs compete on. It never changes: other data or another metric make another problem.
///
/// @param task            `image-classification`
/// @param metric          `accuracy`
/// @param direction       `maximize` or `minimize`
/// @param hiddenVersionId the dataset version whose hidden part judges
/// @param hiddenPart      the name of that part
/// @param experimentId    the experiment whose runs compete
public record Problem(
        UUID id,
        UUID projectId,
        String name,
        String task,
        String metric,
        String direction,
        UUID datasetId,
        UUID hiddenVersionId,
        String hiddenPart,
        long experimentId,
        String createdBy,
        Instant createdAt) {}
