package org.dure.server.compute;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What follows an attempt that did not come to its end. One that made room is always followed by another.
///
/// @param losses         so many lost attempts make the session LOST
/// @param failures       so many failed ones are followed by another
/// @param exitCodes      for which failures that holds; empty for every exit code and signal. What ran into a limit of
/// memory,
///                       time or disk would do so again and is not repeated
/// @param backOffSeconds before the first repetition of a failure; twice as long before each further one
public record Retry(int losses, int failures, Set<Integer> exitCodes, long backOffSeconds) {

    private static final Duration BACK_OFF_MOST = Duration.ofHours(1);

    public Retry {
        exitCodes = Set.copyOf(exitCodes);
    }

    /// Three lost attempts are the end, and so is the first failed one.
    public static Retry standard() {
        return new Retry(3, 0, Set.of(), 10);
    }

    /// @param exitCode null where a signal ended the program
    /// @param before   how many failures were followed by another attempt
    public boolean follows(@Nullable Integer exitCode, int before) {
        return before < failures && (exitCodes.isEmpty() || exitCode != null && exitCodes.contains(exitCode));
    }

    /// @param before as above
    public Duration backOff(int before) {
        long seconds = backOffSeconds << Math.min(before, 20);
        return seconds < BACK_OFF_MOST.toSeconds() ? Duration.ofSeconds(seconds) : BACK_OFF_MOST;
    }
}
