package org.dure.server.compute.usage;

import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;

/// What was held of slots, in hours, and its cost.
///
/// @param cost null where no price was set for what was held
@NamedInterface("usage")
public record Spent(
        double gpuHours, double cpuHours, @Nullable Double cost) {

    public static final Spent NOTHING = new Spent(0, 0, null);

    public Spent plus(Spent other) {
        Double both = cost == null ? other.cost : other.cost == null ? cost : Double.valueOf(cost + other.cost);
        return new Spent(gpuHours + other.gpuHours, cpuHours + other.cpuHours, both);
    }
}
