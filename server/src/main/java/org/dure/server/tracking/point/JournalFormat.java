package org.dure.server.tracking.point;

import java.nio.ByteBuffer;
import java.util.Map;

/// How a row of the journal holds points. All numbers are big-endian, as PostgreSQL's `int8send` and `float8send` give
/// them, so that SQL can write it too:
///
///     row     = version (1 byte, 0) { segment }
///     segment = key id (4) count (4) { step (8) ms (8) value (8) }
public final class JournalFormat {

    private static final byte VERSION = 0;
    private static final int HEAD = 8;
    private static final int POINT = 24;

    private JournalFormat() {}

    /// @param byKey by key id
    public static byte[] write(Map<Integer, Points> byKey) {
        int size = 1;
        for (Points points : byKey.values()) {
            size += HEAD + POINT * points.size();
        }
        ByteBuffer buffer = ByteBuffer.allocate(size).put(VERSION);
        byKey.forEach((key, points) -> {
            buffer.putInt(key).putInt(points.size());
            for (int index = 0; index < points.size(); index++) {
                buffer.putLong(points.step(index)).putLong(points.ms(index)).putDouble(points.value(index));
            }
        });
        return buffer.array();
    }

    /// Adds all points of a row to `byKey`.
    public static void read(byte[] row, Map<Integer, Points> byKey) {
        ByteBuffer buffer = open(row);
        while (buffer.hasRemaining()) {
            int key = buffer.getInt();
            read(buffer, buffer.getInt(), byKey.computeIfAbsent(key, id -> new Points()));
        }
    }

    /// Adds the points of one key to `points`.
    public static void read(byte[] row, int key, Points points) {
        ByteBuffer buffer = open(row);
        while (buffer.hasRemaining()) {
            boolean wanted = buffer.getInt() == key;
            int count = buffer.getInt();
            if (wanted) {
                read(buffer, count, points);
            } else {
                buffer.position(buffer.position() + POINT * count);
            }
        }
    }

    private static void read(ByteBuffer buffer, int count, Points points) {
        for (int index = 0; index < count; index++) {
            points.add(buffer.getLong(), buffer.getLong(), buffer.getDouble());
        }
    }

    private static ByteBuffer open(byte[] row) {
        ByteBuffer buffer = ByteBuffer.wrap(row);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalStateException("The journal's rows have version " + VERSION + ", not " + version);
        }
        return buffer;
    }
}
