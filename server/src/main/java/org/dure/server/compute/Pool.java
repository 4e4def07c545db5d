package org.dure.server.compute;

import java.util.Map;

/// Nodes whose slots one engine serves, and the policy by which those who wait get them.
///
/// @param open     whether it starts sessions; those that run in a closed one go on
/// @param settings what its engine needs to know, by the engine's own names
public record Pool(String name, Engine engine, Policy policy, boolean open, Map<String, Object> settings) {

    /// The pool of this machine, there from the start.
    public static final String LOCAL = "local";

    public Pool {
        settings = Map.copyOf(settings);
    }

    /// What starts the agents.
    public enum Engine {
        /// This machine.
        LOCAL,
        /// A Slurm cluster, by its commands.
        SLURM
    }

    /// In which order those who wait go.
    public enum Policy {
        /// The projects in turn.
        ROUND_ROBIN
    }
}
