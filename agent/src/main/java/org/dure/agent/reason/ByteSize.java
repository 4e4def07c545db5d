package org.dure.agent.reason;

import java.util.List;

/// Sizes in words for people.
public final class ByteSize {

    private static final List<String> UNITS = List.of("bytes", "KiB", "MiB", "GiB", "TiB");

    private ByteSize() {}

    /// In the largest unit that needs no fraction: 512 MiB, 1536 MiB, 1000 bytes.
    public static String words(long bytes) {
        int unit = 0;
        long count = bytes;
        while (count >= 1024 && count % 1024 == 0 && unit < UNITS.size() - 1) {
            count /= 1024;
            unit++;
        }
        return count + " " + UNITS.get(unit);
    }

    /// In four digits or five, rounded down: 12 GiB is 12288 MiB here, and one byte more as well.
    public static String about(long bytes) {
        int unit = 0;
        long count = bytes;
        while (count >= 100_000 && unit < UNITS.size() - 1) {
            count /= 1024;
            unit++;
        }
        return count + " " + UNITS.get(unit);
    }
}
