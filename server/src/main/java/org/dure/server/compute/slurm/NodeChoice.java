package org.dure.server.compute.slurm;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which nodes the jobs of a pool can get, by the options of `sbatch` that each of them carries. A job names its nodes,
/// and Slurm refuses one that names others.
///
/// @param partitions   that jobs are submitted to; empty for Slurm's default one
/// @param reservations that they run in; empty for none
/// @param excluded     nodes that they keep away from
/// @param constraint   on what nodes offer; empty for none
record NodeChoice(Set<String> partitions, Set<String> reservations, HostList excluded, String constraint) {

    /// @param flags by their names without dashes
    static NodeChoice of(Map<String, String> flags) {
        return new NodeChoice(
                words(flags.getOrDefault("partition", ""), ","),
                words(flags.getOrDefault("reservation", ""), ","),
                HostList.read(flags.getOrDefault("exclude", "")).orElse(HostList.NONE),
                flags.getOrDefault("constraint", ""));
    }

    /// @param features that the node offers
    /// @param reserved the nodes of each reservation of the cluster
    boolean takes(String node, Set<String> features, Map<String, HostList> reserved) {
        return !excluded.holds(node) && offers(features) && (reservations.isEmpty() || isReserved(node, reserved));
    }

    private boolean isReserved(String node, Map<String, HostList> reserved) {
        return reservations.stream()
                .anyMatch(each -> reserved.getOrDefault(each, HostList.NONE).holds(node));
    }

    /// Exact for names joined by `&`, and for names joined by `|`. Of longer words (sbatch(1), --constraint) only what
    /// all of them demand is asked: that a node offers one of the names at least.
    private boolean offers(Set<String> features) {
        Set<String> demanded = words(constraint.replaceAll("\\*[0-9]+", ""), "[&|,()\\[\\]]+");
        boolean all = constraint.matches("[^|()\\[\\]*]*");
        return demanded.isEmpty()
                || (all ? features.containsAll(demanded) : demanded.stream().anyMatch(features::contains));
    }

    static Set<String> words(String text, String between) {
        return Arrays.stream(text.split(between))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
