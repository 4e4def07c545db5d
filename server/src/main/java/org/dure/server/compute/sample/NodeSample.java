package org.dure.server.compute.sample;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node was doing over one minute, or over the part of it that has passed.
///
/// @param pool     whose node it is: nodes of two pools may have the same name
/// @param cpuShare 0 to 1, of all cores
/// @param gpus     by the numbers of their device files; none where there is no driver
public record NodeSample(
        String pool,
        String node,
        Instant minute,
        int cores,
        @Nullable Double cpuShare,
        long memoryBytes,
        long memoryTotalBytes,
        List<Gpu> gpus) {

    public NodeSample {
        gpus = List.copyOf(gpus);
    }

    /// @param number      of its device file
    /// @param utilisation 0 to 1
    /// @param eccErrors   uncorrectable ones since the driver was loaded
    public record Gpu(
            int number,
            String uuid,
            String name,
            @Nullable Double utilisation,
            @Nullable Long memoryBytes,
            @Nullable Long memoryTotalBytes,
            @Nullable Double temperatureCelsius,
            @Nullable Double powerWatts,
            @Nullable Long eccErrors) {}
}
