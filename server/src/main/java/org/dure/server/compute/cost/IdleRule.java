package org.dure.server.compute.cost;

import org.jspecify.annotations.Nullable;

/// What a project has decided about sessions that hold slots and do next to nothing, neither on CPUs nor on the
/// GPUs that they hold. Where nobody measures what a GPU does, it counts as at work.
///
/// @param idleMinutes after so long a session is asked to save and paused; null for never
/// @param busyCpus    a session that uses so many CPU cores, over 20 seconds, is at work
public record IdleRule(@Nullable Long idleMinutes, double busyCpus) {

    /// Of a project that has decided nothing.
    public static IdleRule none() {
        return new IdleRule(null, 0.05);
    }
}
