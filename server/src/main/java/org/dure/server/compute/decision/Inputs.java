package org.dure.server.compute.decision;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.UUID;
import org.dure.server.compute.Pool;
import org.jspecify.annotations.Nullable;

/// The whole picture of one decision. The same picture gives the same choice; it is stored for that.
///
/// @param number        of the decision in its pool
/// @param seed          of the random numbers
/// @param sliceSeconds  what a slot is given for
/// @param resumeSlices  what the start of another session costs, in slices
/// @param holder        whose slice is over; null where free slots are given out
/// @param line          those who are next by the order of the pool, where its policy looks at nothing else
/// @param passed        decisions since whoever could have the slots and has waited longest began to wait; null where
///                      nothing depends on it, and in pictures from before, whose rule took it for very many
/// @param tenants       the projects that share the slots, where it does
record Inputs(
        Pool.Policy policy,
        long number,
        long seed,
        double sliceSeconds,
        double resumeSlices,
        @Nullable UUID holder,
        List<InLine> line,
        @Nullable Long passed,
        List<Tenant> tenants) {

    /// @param place    in the order of the policy, from 0
    /// @param starts   whether it can start now
    /// @param first    why it goes before all others; null where it does not
    record InLine(
            UUID session,
            UUID project,
            int place,
            boolean starts,
            @Nullable DecisionReason first) {}

    /// @param virtualTime slot-seconds for each unit of its weight
    record Tenant(UUID project, double weight, double virtualTime, List<Group> groups) {}

    /// Sessions that compete with each other.
    ///
    /// @param name       a problem's or a sweep's; the project's own for those of which nothing is known
    /// @param horizon    points of a whole training
    /// @param correction that was added to the losses of those whom the platform has not judged
    record Group(String name, int horizon, double correction, List<Trial> trials) {}

    /// @param settings     each in 0–1
    /// @param losses       by point; null for what is no number
    /// @param slots        that it holds at once; null in pictures from before, which knew it within the cost
    /// @param pointSeconds slot-seconds from one of its points to the next; in pictures from before, of a slice
    /// @param arrived      Unix seconds
    /// @param waitsSince   Unix seconds
    record Trial(
            UUID session,
            List<Double> settings,
            List<@Nullable Double> losses,
            @Nullable Integer slots,
            @JsonAlias("slice_cost") double pointSeconds,
            Standing standing,
            double arrived,
            double waitsSince) {}

    enum Standing {
        /// The slots could be given to it.
        READY,
        /// It holds slots.
        RUNNING,
        /// It has ended, or may not be chosen now: what it has shown still tells of others.
        ASIDE
    }
}
