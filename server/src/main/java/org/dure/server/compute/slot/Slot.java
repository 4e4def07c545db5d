package org.dure.server.compute.slot;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A part of a node that one session at a time may hold.
///
/// @param name   such as `gpu-0` or `cpu-3` on this machine, `<pool>/<node>/gpu-0` elsewhere
/// @param number of the device; of a CPU slot its place in the count
/// @param holder null where it is free
public record Slot(
        String name,
        String pool,
        String node,
        Kind kind,
        int number,
        @Nullable Holder holder) {

    public enum Kind {
        CPU,
        GPU
    }

    /// Whether a session of the project holds it.
    public boolean isHeldBy(UUID projectId) {
        return holder != null && holder.projectId().equals(projectId);
    }

    /// The same slot, held by another one.
    ///
    /// @param other null for nobody
    public Slot heldBy(@Nullable Holder other) {
        return new Slot(name, pool, node, kind, number, other);
    }

    /// @param since when the lease began
    public record Holder(UUID attemptId, UUID sessionId, UUID projectId, String sessionName, Instant since) {}
}
