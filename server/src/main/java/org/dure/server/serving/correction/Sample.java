package org.dure.server.serving.correction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request that its sender let be kept, and what the model answered.
///
/// @param id        the request's id
/// @param keyId     null for a try-it token
/// @param versionId of the model version that answered
/// @param purpose   what the sender consented to
/// @param input     the first input's values, as the model got them
/// @param answer    the label with the largest score
record Sample(
        UUID id,
        Instant time,
        @Nullable UUID keyId,
        UUID projectId,
        UUID endpointId,
        UUID versionId,
        String purpose,
        List<Double> input,
        List<Double> scores,
        String answer) {}
