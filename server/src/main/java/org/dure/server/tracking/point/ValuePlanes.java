package org.dure.server.tracking.point;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A column of values, byte plane by byte plane: first all highest bytes, then all second ones, and so on. As floats
/// where every value is one, as the values of most training programs are.
final class ValuePlanes {

    private ValuePlanes() {}

    static void write(Points points, ByteWriter out) {
        int width = isFloats(points) ? Float.BYTES : Double.BYTES;
        out.put((byte) width);
        for (int shift = (width - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            for (int index = 0; index < points.size(); index++) {
                out.put((byte) (bits(points.value(index), width) >>> shift));
            }
        }
    }

    static double[] read(ByteBuffer in, int count) {
        int width = in.get();
        int start = in.position();
        in.position(start + width * count);
        double[] values = new double[count];
        for (int index = 0; index < count; index++) {
            values[index] = value(in, start, width, count, index);
        }
        return values;
    }

    /// Of `count` values those at `places`.
    static double[] read(ByteBuffer in, int count, int[] places) {
        int width = in.get();
        int start = in.position();
        in.position(start + width * count);
        return Arrays.stream(places)
                .mapToDouble(index -> value(in, start, width, count, index))
                .toArray();
    }

    private static double value(ByteBuffer in, int start, int width, int count, int index) {
        long bits = 0;
        for (int plane = 0; plane < width; plane++) {
            bits = bits << Byte.SIZE | in.get(start + plane * count + index) & 0xff;
        }
        return width == Float.BYTES ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    private static long bits(double value, int width) {
        return width == Float.BYTES ? Float.floatToIntBits((float) value) : Double.doubleToLongBits(value);
    }

    private static boolean isFloats(Points points) {
        for (int index = 0; index < points.size(); index++) {
            double value = points.value(index);
            if (Double.doubleToLongBits((float) value) != Double.doubleToLongBits(value)) {
                return false;
            }
        }
        return true;
    }
}
