package org.dure.server.tracking.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dure.server.tracking.point.ChunkFormat;
import org.dure.server.tracking.point.Extent;
import org.dure.server.tracking.point.PointSet;
import org.dure.server.tracking.point.Points;

/// All points of one series, each once, in the order in which they were logged: first those in chunks of its own, read
/// when they are needed, then the rest.
public final class Curve {

    /// Chunks read from the database at once.
    private static final int AT_ONCE = 64;

    /// Reads the data of the chunks with ordinals from `from` to `to`, both included.
    interface Chunks {
        List<byte[]> read(int from, int to);
    }

    private final int key;
    private final List<Extent> own;
    private final Chunks chunks;
    private final Points rest;

    /// @param rest those after the chunks, which may hold no point twice; `add` adds to it
    Curve(int key, List<Extent> own, Chunks chunks, Points rest) {
        this.key = key;
        this.own = own;
        this.chunks = chunks;
        this.rest = rest;
    }

    static Curve empty() {
        return new Curve(ChunkRepository.MIXED, List.of(), (from, to) -> List.of(), new Points());
    }

    /// Adds those of `fresh` that are not there.
    void add(Points fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        Extent extent = Extent.of(0, fresh);
        List<Extent> met = own.stream().filter(extent::meets).toList();
        boolean apart = met.isEmpty() && (rest.isEmpty() || !extent.meets(Extent.of(0, rest)));
        if (apart && fresh.climbs()) {
            rest.add(fresh);
            return;
        }
        PointSet seen = new PointSet();
        met.forEach(chunk ->
                chunks.read(chunk.ordinal(), chunk.ordinal()).forEach(data -> seen.add(ChunkFormat.read(data, key))));
        seen.add(rest);
        for (int index = 0; index < fresh.size(); index++) {
            if (seen.add(fresh.step(index), fresh.ms(index), fresh.value(index))) {
                rest.add(fresh, index, index + 1);
            }
        }
    }

    /// Whether the points stand by step and time.
    boolean climbs() {
        long step = Long.MIN_VALUE;
        for (Extent extent : own) {
            if (extent.minStep() < step || !extent.climbs()) {
                return false;
            }
            step = extent.maxStep();
        }
        return rest.isEmpty() || rest.climbs() && rest.step(0) >= step;
    }

    Points rest() {
        return rest;
    }

    List<Extent> own() {
        return own;
    }

    /// How many points there are.
    public long size() {
        return own.stream().mapToLong(Extent::points).sum() + rest.size();
    }

    /// Gives at most `limit` points from the place `from` on, a part at a time.
    public void read(long from, long limit, Consumer<Points> reader) {
        long end = limit > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + limit;
        long place = 0;
        List<Extent> wanted = new ArrayList<>();
        long before = 0;
        for (Extent extent : own) {
            if (place + extent.points() > from && place < end) {
                before = wanted.isEmpty() ? place : before;
                wanted.add(extent);
            }
            place += extent.points();
        }
        long[] next = {before};
        forEachChunk(wanted, data -> {
            Points points = ChunkFormat.read(data, key);
            slice(points, next[0], from, end, reader);
            next[0] += points.size();
        });
        slice(rest, place, from, end, reader);
    }

    private static void slice(Points points, long place, long from, long end, Consumer<Points> reader) {
        int first = (int) Math.min(points.size(), Math.max(0, from - place));
        int last = (int) Math.min(points.size(), Math.max(0, end - place));
        if (first == 0 && last == points.size() && last > 0) {
            reader.accept(points);
        } else if (first < last) {
            Points some = new Points();
            some.add(points, first, last);
            reader.accept(some);
        }
    }

    void forEach(Consumer<Points> reader) {
        read(0, Long.MAX_VALUE, reader);
    }

    /// Those points whose step is among `wanted`, which is in order.
    Points at(long[] wanted) {
        Points found = new Points();
        forEachChunk(own, data -> found.add(ChunkFormat.read(data, key, wanted)));
        found.add(rest.at(wanted));
        return found;
    }

    /// All steps, in order of the points.
    long[] steps() {
        long[] steps = new long[Math.toIntExact(size())];
        int[] filled = {0};
        forEachChunk(own, data -> {
            long[] part = ChunkFormat.readSteps(data, key);
            System.arraycopy(part, 0, steps, filled[0], part.length);
            filled[0] += part.length;
        });
        for (int index = 0; index < rest.size(); index++) {
            steps[filled[0]++] = rest.step(index);
        }
        return steps;
    }

    private void forEachChunk(List<Extent> wanted, Consumer<byte[]> reader) {
        for (int from = 0; from < wanted.size(); from += AT_ONCE) {
            int to = Math.min(wanted.size(), from + AT_ONCE) - 1;
            chunks.read(wanted.get(from).ordinal(), wanted.get(to).ordinal()).forEach(reader);
        }
    }
}
