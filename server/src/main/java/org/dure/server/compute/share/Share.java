package org.dure.server.compute.share;

import java.util.UUID;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;

/// What a project may have of the room.
///
/// @param weight           among the projects that want something: a project of weight 2 is due twice as much
/// @param gpusMax          GPU slots held at once; null for no quota
/// @param cpusMax          CPU slots held at once; null for no quota
/// @param gpuHoursPerMonth of a calendar month in UTC; null for no quota
public record Share(
        UUID projectId,
        double weight,
        @Nullable Integer gpusMax,
        @Nullable Integer cpusMax,
        @Nullable Double gpuHoursPerMonth) {

    /// Of a project for which nobody has set one.
    public static Share standard(UUID projectId) {
        return new Share(projectId, 1, null, null, null);
    }

    /// How many slots of the kind the project may hold at once; null for no quota.
    public @Nullable Integer slotsMax(Slot.Kind kind) {
        return switch (kind) {
            case GPU -> gpusMax;
            case CPU -> cpusMax;
        };
    }
}
