package org.dure.server.compute;

import java.util.Map;

/// Nodes whose slots one engine serves, and the policy by which those who wait get them.
///
/// @param open         whether it starts sessions; those that run in a closed one go on
/// @param sliceSeconds for how long a session keeps its slots before others are weighed against it, where the policy
///                     decides by slices; 0: to its end
/// @param settings     what its engine needs to know, by the engine's own names
public record Pool(
        String name, Engine engine, Policy policy, boolean open, int sliceSeconds, Map<String, Object> settings) {

    /// The pool of this machine, there from the start.
    public static final String LOCAL = "local";

    /// Ten minutes.
    public static final int SLICE_SECONDS_DEFAULT = 600;

    /// A day.
    public static final int SLICE_SECONDS_MAX = 24 * 3600;

    public Pool {
        settings = Map.copyOf(settings);
    }

    /// What starts the agents.
    public enum Engine {
        /// This machine.
        LOCAL,
        /// A Slurm cluster, by its commands or through slurmrestd.
        SLURM,
        /// A Kubernetes cluster, by its API.
        KUBERNETES
    }

    /// In which order those who wait go.
    public enum Policy {
        /// First come, first served.
        FIFO,
        /// The projects in turn.
        ROUND_ROBIN,
        /// The project that has had least for its weight goes first; within it, by rungs of what its sessions reach.
        FAIR_ASHA,
        /// Who is most likely to renew the best of its problem, for each second of slots, among the projects that are
        /// not too far ahead of the others.
        BEST_MODEL;

        /// Whether it looks at how well sessions do, and takes slots back after a slice.
        public boolean usesCurves() {
            return switch (this) {
                case FIFO, ROUND_ROBIN -> false;
                case FAIR_ASHA, BEST_MODEL -> true;
            };
        }
    }
}
