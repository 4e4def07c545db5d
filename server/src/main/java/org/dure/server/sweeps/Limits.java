package org.dure.server.sweeps;

import org.jspecify.annotations.Nullable;

/// How far a sweep goes.
///
/// @param trials    how many points are tried
/// @param parallel  of them at once
/// @param slotHours that the sessions of all trials may hold slots (GPUs, or CPU cores where they ask for no GPU); null
///                  for no limit
/// @param cost      that these slots may cost, in the room's currency; null for no limit
public record Limits(
        int trials,
        int parallel,
        @Nullable Double slotHours,
        @Nullable Double cost) {

    /// Where nothing else is said.
    public static final Limits USUAL = new Limits(20, 2, null, null);
}
