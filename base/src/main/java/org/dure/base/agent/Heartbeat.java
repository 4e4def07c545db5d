package org.dure.base.agent;

import org.dure.base.node.NodeReading;
import org.jspecify.annotations.Nullable;

/// Sent every two seconds by the agent.
///
/// @param state       where the attempt stands
/// @param memoryBytes of the sandbox now; null before it runs
/// @param cpuSeconds  used so far by the sandbox; null before it runs
/// @param node        what the agent's node is doing; null in most beats, one in five has it
public record Heartbeat(
        AttemptState state,
        @Nullable Long memoryBytes,
        @Nullable Double cpuSeconds,
        @Nullable NodeReading node) {

    /// What `server` answers a heartbeat with.
    ///
    /// @param order       CONTINUE; SAVE: let the program save a checkpoint; PREEMPT: let it save one, then stop it
    ///                    and end in PREEMPTED; STOP: stop it; ABANDON: another attempt has taken this one's place,
    ///                    kill everything and report nothing
    /// @param reason      shown to people; null with CONTINUE
    /// @param saveSeconds with PREEMPT: how long the program may take to save; null otherwise
    public record Answer(
            Order order, @Nullable String reason, @Nullable Integer saveSeconds) {

        public Answer(Order order, @Nullable String reason) {
            this(order, reason, null);
        }
    }

    public enum Order {
        CONTINUE,
        SAVE,
        PREEMPT,
        STOP,
        ABANDON
    }
}
