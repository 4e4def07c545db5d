package org.dure.server.compute.slot;

import java.util.List;

/// What a node has for sessions.
///
/// @param gpus the numbers of its devices
public record Node(String name, int cpus, long memoryBytes, List<Integer> gpus) {

    public Node {
        gpus = List.copyOf(gpus);
    }
}
