package org.dure.base;

import java.security.SecureRandom;
import java.util.UUID;

/// Makes identifiers that sort by the time of their making.
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    /// What stands between the time and the random bits: 12 bits that count.
    private static final int COUNTS = 1 << 12;

    private static long lastMillis;
    private static int count;

    private Ids() {}

    /// A new UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, 12 that count within one of
    /// them (section 6.2, method 1) and 62 random ones. Each is greater than all that this process has made before,
    /// as text and in PostgreSQL, also where the clock was set back.
    public static UUID next() {
        long high;
        synchronized (Ids.class) {
            long now = System.currentTimeMillis();
            if (now > lastMillis) {
                lastMillis = now;
                // The upper half is left for counting.
                count = RANDOM.nextInt(COUNTS / 2);
            } else if (++count == COUNTS) {
                lastMillis++;
                count = 0;
            }
            high = (lastMillis << 16) | 0x7000L | count;
        }
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
