package org.dure.server.compute.cost;

import java.util.UUID;
import org.dure.server.compute.SessionLife;
import org.jspecify.annotations.Nullable;

/// What would be lost, now, if a running session made room. All in seconds, as measured in this session's attempts.
///
/// @param savesWhenAsked      whether it has once stored a checkpoint when it was asked to make room
/// @param secondsSinceSave    since its last checkpoint, or since its program began where it has none
/// @param secondsBetweenSaves on average; null before its first checkpoint
/// @param restartSeconds      from a claim of slots to the running program, with its checkpoint restored where there
///                            is one
/// @param stopSeconds         from a request to make room to free slots, on average; null where it was never asked
public record VictimCost(
        UUID sessionId,
        SessionLife.CanCheckpoint canCheckpoint,
        boolean savesWhenAsked,
        double secondsSinceSave,
        @Nullable Double secondsBetweenSaves,
        double restartSeconds,
        @Nullable Double stopSeconds) {

    /// Seconds of work that would be done again.
    public double lostSeconds() {
        return savesWhenAsked ? 0 : secondsSinceSave;
    }

    /// Slot-seconds that the preemption would cost in all.
    public double seconds() {
        return lostSeconds() + restartSeconds + (stopSeconds == null ? 0 : stopSeconds);
    }
}
