package org.dure.server.compute.decision;

import java.util.List;
import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// What follows from `Inputs`.
///
/// @param probability that the session renews the best of its problem; null where none was computed
/// @param value       the probability for each slot-second, by its project's weight
/// @param best        the lowest loss of its problem at that moment, as its program would log it; null where there is
///                    none
/// @param virtualTime of its project
/// @param least       virtual time of the least served project that wanted the slots
/// @param eligible    projects that were not too far ahead
/// @param candidates  all that were weighed, the chosen one first
record Choice(
        UUID session,
        UUID project,
        Reason reason,
        @Nullable Double probability,
        @Nullable Double value,
        @Nullable Double best,
        @Nullable Double virtualTime,
        @Nullable Double least,
        int eligible,
        List<Candidate> candidates) {

    record Candidate(
            UUID session,
            UUID project,
            @Nullable Double probability,
            @Nullable Double value,
            Reason reason) {}
}
