package org.dure.server.tracking.trace;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What somebody says of a trace.
///
/// @param id        `a-` and 32 hexadecimal digits
/// @param body      its name, source and value in MLflow's words
/// @param overrides the assessment in whose place it stands
/// @param valid     whether none stands in its place
public record Assessment(
        String id,
        String traceId,
        ObjectNode body,
        @Nullable String overrides,
        boolean valid,
        long createdMs,
        long updatedMs) {}
