package org.dure.server.sweeps;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// One point that is tried.
///
/// @param number     counts the sweep's trials from 0
/// @param parameters those that are active
/// @param value      what came of it; null before its end, and where it failed
/// @param seenValue  the latest value of the metric that decides over its early end
/// @param seenStep   the step of that value
/// @param submissions how many sessions it has had
/// @param sessionId  of the latest; null where it has none
/// @param slotSeconds that its session has held slots
/// @param lineage    its place in a population; null where its sweep has none
/// @param settled    whether nothing more is to be learned of it
public record Trial(
        UUID id,
        UUID sweepId,
        int number,
        State state,
        Reason reason,
        Map<String, Object> parameters,
        @Nullable Double value,
        @Nullable Double seenValue,
        @Nullable Long seenStep,
        int submissions,
        @Nullable UUID sessionId,
        @Nullable String runId,
        double slotSeconds,
        @Nullable Lineage lineage,
        boolean settled,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /// @param member     counts the places of the population from 0; the trials of one place follow each other
    /// @param bornIn     how many rungs lay behind the population when it began
    /// @param generation how many rungs of the population lie behind it now
    /// @param copiedFrom the number of the trial whose checkpoint it began with; null for one of the first
    public record Lineage(
            int member,
            int bornIn,
            int generation,
            @Nullable Integer copiedFrom) {}

    public enum State {
        /// Its point is chosen, its session not yet submitted, or yet to go on.
        PLANNED,
        RUNNING,
        /// At a rung of its population, where it waits, without slots, for the others.
        PAUSED,
        /// Its session has ended; what it left is measured.
        JUDGING,
        DONE,
        STOPPED_EARLY,
        FAILED,
        /// Stopped with its sweep; planned again when the sweep goes on.
        STOPPED;

        public boolean isOpen() {
            return switch (this) {
                case PLANNED, RUNNING, PAUSED, JUDGING -> true;
                case DONE, STOPPED_EARLY, FAILED, STOPPED -> false;
            };
        }
    }
}
