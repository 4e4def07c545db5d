package org.dure.base.agent;

import java.time.Instant;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// A transition of an attempt, sent again until it is acknowledged.
///
/// @param number   counts the attempt's transitions from 1; `server` keeps each once
/// @param cause    such as "exit code 1" or "used more than 512 MiB of memory"
/// @param exitCode of the program; null where it did not end by itself
/// @param autopsy  what a failed attempt died of; null where that is not known, and for every other state
public record StateReport(
        int number,
        AttemptState state,
        Instant time,
        Reason cause,
        @Nullable Integer exitCode,
        @Nullable Autopsy autopsy) {}
