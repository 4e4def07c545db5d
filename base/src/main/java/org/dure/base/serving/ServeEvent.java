package org.dure.base.serving;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `serve` tells `server`. Each has a unique id and may be sent more than once; `server` keeps it once.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServeEvent.Usage.class, name = "usage"),
    @JsonSubTypes.Type(value = ServeEvent.Sample.class, name = "sample"),
    @JsonSubTypes.Type(value = ServeEvent.Correction.class, name = "correction")
})
public sealed interface ServeEvent {

    UUID id();

    /// One answered request, durable in `serve` before the answer leaves it.
    ///
    /// @param keyId     null for a try-it token
    /// @param status    the HTTP status of the answer
    /// @param rows      the length of the batch axis
    /// @param latencyUs from the last byte of the request to the first of the answer
    record Usage(
            UUID id,
            Instant time,
            @Nullable UUID keyId,
            UUID projectId,
            UUID endpointId,
            @Nullable UUID deploymentId,
            @Nullable String modelVersion,
            int status,
            long rows,
            long latencyUs)
            implements ServeEvent {}

    /// A request that its sender consented to be kept, with its answer. Its `id` is the usage event's.
    ///
    /// @param purpose what the sender consented to
    /// @param input   the first input's values of one row, in row-major order
    /// @param scores  one score per label of that row
    record Sample(
            UUID id,
            Instant time,
            @Nullable UUID keyId,
            UUID projectId,
            UUID endpointId,
            UUID deploymentId,
            String modelVersion,
            String purpose,
            List<Double> input,
            List<Double> scores)
            implements ServeEvent {}

    /// What the caller says the answer to the sample should have been; it may confirm the answer.
    record Correction(UUID id, Instant time, @Nullable UUID keyId, UUID endpointId, UUID sampleId, String label)
            implements ServeEvent {}
}
