package org.dure.agent.wire;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A queue of byte records on disk: what has been said, but not yet acknowledged. Memory holds only where they lie.
///
/// Thread-safe. It does not outlive its process: an attempt does not either.
public final class Spool implements AutoCloseable {

    private record Place(long offset, int length) {}

    private final RandomAccessFile file;
    private final Deque<Place> places = new ArrayDeque<>();
    private long end;

    public Spool(Path file) throws IOException {
        this.file = new RandomAccessFile(file.toFile(), "rw");
        this.file.setLength(0);
    }

    public synchronized void add(byte[] record) throws IOException {
        file.seek(end);
        file.write(record);
        places.addLast(new Place(end, record.length));
        end += record.length;
    }

    public synchronized int size() {
        return places.size();
    }

    /// The oldest records, at most `countMax` and, from the second on, `bytesMax`.
    public synchronized List<byte[]> first(int countMax, long bytesMax) throws IOException {
        List<byte[]> records = new ArrayList<>();
        long bytes = 0;
        for (Place place : places) {
            bytes += place.length();
            if (records.size() == countMax || (!records.isEmpty() && bytes > bytesMax)) {
                break;
            }
            byte[] record = new byte[place.length()];
            file.seek(place.offset());
            file.readFully(record);
            records.add(record);
        }
        return records;
    }

    /// Forgets the oldest `count` records; the space comes back when none is left.
    public synchronized void drop(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            places.removeFirst();
        }
        if (places.isEmpty()) {
            file.setLength(0);
            end = 0;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
