package org.dure.server.tracking.point;

import java.nio.ByteBuffer;
import java.util.function.IntToLongFunction;

/// A column of whole numbers as the differences of its differences, as the Gorilla paper (Pelkonen et al., 2015) keeps
/// times. All of it wraps around, so every long comes back.
final class Differences {

    private Differences() {}

    static void write(IntToLongFunction column, int count, ByteWriter out) {
        long before = 0;
        long difference = 0;
        for (int index = 0; index < count; index++) {
            long value = column.applyAsLong(index);
            long step = value - before;
            out.varint(zigzag(step - difference));
            difference = step;
            before = value;
        }
    }

    /// @param in over an array
    static long[] read(ByteBuffer in, int count) {
        byte[] bytes = in.array();
        int place = in.arrayOffset() + in.position();
        long[] column = new long[count];
        long before = 0;
        long difference = 0;
        for (int index = 0; index < count; index++) {
            byte next = bytes[place++];
            if (next >= 0) {
                // What counts evenly, or nearly so, changes its difference by less than a byte.
                difference += unzigzag(next);
            } else {
                long value = next & 0x7f;
                for (int shift = 7; next < 0; shift += 7) {
                    next = bytes[place++];
                    value |= (next & 0x7fL) << shift;
                }
                difference += unzigzag(value);
            }
            before += difference;
            column[index] = before;
        }
        in.position(place - in.arrayOffset());
        return column;
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
