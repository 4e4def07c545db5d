package org.dure.server.tracking.point;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a chunk holds the points of one series or of several, small and exact:
///
///     chunk  = version (1 byte, 1) segments { key id, count } steps times values
///     steps, times, values = packed column, segment after segment
///
/// Whole numbers are varints. A column of steps or times holds, of each segment, the differences of its differences,
/// zigzag: of what counts evenly nothing but zeros remain. Values stand as floats where none loses by it, else as
/// doubles, byte plane by byte plane, so that equal exponents stand together. Each column is deflated by itself: who
/// needs steps
/// alone unpacks steps alone.
public final class ChunkFormat {

    private static final byte VERSION = 1;

    private ChunkFormat() {}

    /// @param byKey by key id
    public static byte[] write(Map<Integer, Points> byKey) {
        ByteWriter head = new ByteWriter();
        head.put(VERSION);
        head.varint(byKey.size());
        ByteWriter steps = new ByteWriter();
        ByteWriter times = new ByteWriter();
        ByteWriter values = new ByteWriter();
        byKey.forEach((key, points) -> {
            head.varint(key);
            head.varint(points.size());
            Differences.write(points::step, points.size(), steps);
            Differences.write(points::ms, points.size(), times);
            ValuePlanes.write(points, values);
        });
        head.packed(steps);
        head.packed(times);
        head.packed(values);
        return head.toBytes();
    }

    private record Segment(int key, int count) {}

    private static List<Segment> open(ByteBuffer buffer) {
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalStateException("Chunks have version " + VERSION + ", not " + version);
        }
        int count = (int) ByteWriter.readVarint(buffer);
        List<Segment> segments = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            segments.add(new Segment((int) ByteWriter.readVarint(buffer), (int) ByteWriter.readVarint(buffer)));
        }
        return segments;
    }

    /// All points, by key id.
    public static Map<Integer, Points> read(byte[] chunk) {
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        List<Segment> segments = open(buffer);
        ByteBuffer steps = ByteWriter.readPacked(buffer);
        ByteBuffer times = ByteWriter.readPacked(buffer);
        ByteBuffer values = ByteWriter.readPacked(buffer);
        Map<Integer, Points> byKey = new LinkedHashMap<>();
        for (Segment segment : segments) {
            long[] step = Differences.read(steps, segment.count());
            long[] ms = Differences.read(times, segment.count());
            double[] value = ValuePlanes.read(values, segment.count());
            byKey.put(segment.key(), new Points(step, ms, value));
        }
        return byKey;
    }

    /// The points of one key; none where it has none here.
    public static Points read(byte[] chunk, int key) {
        return read(chunk).getOrDefault(key, new Points());
    }

    /// The points of one key at these places, whose steps are known: steps are not unpacked, and the values of the
    /// others are not put together.
    public static Points readAt(byte[] chunk, int key, int[] places, long[] steps) {
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        List<Segment> segments = open(buffer);
        ByteWriter.skipPacked(buffer);
        ByteBuffer times = ByteWriter.readPacked(buffer);
        ByteBuffer values = ByteWriter.readPacked(buffer);
        for (Segment segment : segments) {
            long[] ms = Differences.read(times, segment.count());
            boolean wanted = segment.key() == key;
            double[] value = ValuePlanes.read(values, segment.count(), wanted ? places : new int[0]);
            if (wanted) {
                return new Points(steps, StepSearch.at(places, ms), value);
            }
        }
        return new Points();
    }

    /// The steps of one key, in order; none where it has none here.
    public static long[] readSteps(byte[] chunk, int key) {
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        List<Segment> segments = open(buffer);
        ByteBuffer steps = ByteWriter.readPacked(buffer);
        for (Segment segment : segments) {
            long[] step = Differences.read(steps, segment.count());
            if (segment.key() == key) {
                return step;
            }
        }
        return new long[0];
    }
}
