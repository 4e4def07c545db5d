package org.dure.server.compute.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a session used over one minute.
///
/// @param attempt  its number
/// @param cpuCores mean of the minute; null for the first minute of an attempt
public record SessionSample(
        Instant minute,
        int attempt,
        @Nullable Double cpuCores,
        @Nullable Long memoryBytes) {}
