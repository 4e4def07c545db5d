package org.dure.base.node;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node was doing at one moment.
///
/// @param node             its host name
/// @param cores            CPU cores of the node
/// @param cpuShare         0 to 1, of all cores, since the reading before; null for the first one
/// @param memoryBytes      in use, without what the kernel could give back at once
/// @param gpus             none where there is no driver
public record NodeReading(
        String node,
        int cores,
        @Nullable Double cpuShare,
        long memoryBytes,
        long memoryTotalBytes,
        List<GpuReading> gpus) {

    public NodeReading {
        gpus = List.copyOf(gpus);
    }
}
