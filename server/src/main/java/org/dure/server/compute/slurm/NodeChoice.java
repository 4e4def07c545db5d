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
/// @param features     that a node has to offer; empty for none
/// @param allFeatures  whether it has to offer all of them, or one at least
record NodeChoice(
        Set<String> partitions,
        Set<String> reservations,
        HostList excluded,
        Set<String> features,
        boolean allFeatures) {

    /// Of a constraint exact for names joined by `&`, and for names joined by `|`. Of longer words (sbatch(1),
    /// --constraint) only what all of them demand is asked: that a node offers one of the names at least.
    ///
    /// @param flags by their names without dashes
    static NodeChoice of(Map<String, String> flags) {
        String constraint = flags.getOrDefault("constraint", "");
        return new NodeChoice(
                words(flags.getOrDefault("partition", ""), ","),
                words(flags.getOrDefault("reservation", ""), ","),
                HostList.read(flags.getOrDefault("exclude", "")).orElse(HostList.NONE),
                words(constraint.replaceAll("\\*[0-9]+", ""), "[&|,()\\[\\]]+"),
                constraint.matches("[^|()\\[\\]*]*"));
    }

    /// Whether jobs run in a reservation.
    boolean isReserved() {
        return !reservations.isEmpty();
    }

    /// @param offered  by the node
    /// @param reserved the nodes of each reservation of the cluster
    boolean takes(String node, Set<String> offered, Map<String, HostList> reserved) {
        return !excluded.holds(node) && isEnough(offered) && (!isReserved() || isIn(node, reserved));
    }

    private boolean isIn(String node, Map<String, HostList> reserved) {
        return reservations.stream()
                .anyMatch(each -> reserved.getOrDefault(each, HostList.NONE).holds(node));
    }

    private boolean isEnough(Set<String> offered) {
        return features.isEmpty()
                || (allFeatures
                        ? offered.containsAll(features)
                        : features.stream().anyMatch(offered::contains));
    }

    static Set<String> words(String text, String between) {
        return Arrays.stream(text.split(between))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
