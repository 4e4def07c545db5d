package org.dure.base.node;

import org.jspecify.annotations.Nullable;

/// What a GPU was doing at one moment. What a GPU cannot tell (a MIG-partitioned one its utilisation, a small one its
/// ECC errors) is null.
///
/// @param number      the minor number of its device file, `/dev/nvidia<number>`
/// @param utilisation 0 to 1: the share of the driver's last sampling period in which a kernel was running
/// @param eccErrors   memory errors since the driver was loaded that could not be corrected
public record GpuReading(
        int number,
        String uuid,
        String name,
        @Nullable Double utilisation,
        @Nullable Long memoryBytes,
        @Nullable Long memoryTotalBytes,
        @Nullable Double temperatureCelsius,
        @Nullable Double powerWatts,
        @Nullable Long eccErrors) {}
