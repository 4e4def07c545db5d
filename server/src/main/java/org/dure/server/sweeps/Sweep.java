package org.dure.server.sweeps;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.people.Permission;
import org.dure.server.sweeps.search.Algorithm;
import org.dure.server.sweeps.search.Parameter;
import org.dure.server.sweeps.search.Space;
import org.jspecify.annotations.Nullable;

/// A search, and how far it has come.
///
/// @param reason   the cause of its last change
/// @param population with the algorithm PBT; null with any other
/// @param job      what the trials run; null where they are asked for from outside
/// @param owner    in whose name trials are submitted
public record Sweep(
        UUID id,
        UUID projectId,
        String name,
        State state,
        Reason reason,
        Algorithm.Kind algorithm,
        long seed,
        List<Parameter> parameters,
        Objective objective,
        @Nullable EarlyStop earlyStop,
        @Nullable Population population,
        @Nullable Job job,
        Limits limits,
        Owner owner,
        Instant createdAt,
        Instant resumedAt,
        @Nullable Instant endedAt,
        boolean archived,
        Progress progress) {

    /// @param permissions what the owner's token was limited to; null for no limit
    public record Owner(
            UUID accountId, String name, @Nullable Set<Permission> permissions) {}

    public enum State {
        RUNNING,
        /// No new trials; those that run go on.
        PAUSED,
        /// Its trials were stopped, too.
        STOPPED,
        DONE
    }

    /// @param made      trials so far
    /// @param open      of them planned, running or being judged
    /// @param cost      of the slots held, in the room's currency, as far as they have a price
    /// @param best      the best value; null before the first
    /// @param bestTrial its number
    public record Progress(
            int made,
            int open,
            int done,
            int stoppedEarly,
            int failed,
            double slotHours,
            double cost,
            @Nullable Double best,
            @Nullable Integer bestTrial) {}

    public Space space() {
        return new Space(parameters);
    }

    /// Why no more trials may begin and those that run are stopped; empty where there is budget left.
    public Optional<Reason> budgetUsed() {
        Double hours = limits.slotHours();
        if (hours != null && progress.slotHours() >= hours) {
            return Optional.of(Reason.of(SweepReason.SWEEP_BUDGET_USED, Map.of("hours", String.valueOf(hours))));
        }
        Double cost = limits.cost();
        if (cost != null && progress.cost() >= cost) {
            return Optional.of(Reason.of(SweepReason.SWEEP_COST_USED, Map.of("cost", String.valueOf(cost))));
        }
        return Optional.empty();
    }
}
