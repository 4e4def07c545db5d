package org.dure.server.tracking.metric;

import java.util.List;
import java.util.function.Consumer;

/// All points of one series, each once, in the order in which they were logged: first those in chunks of its own, read
/// when they are needed, then the rest.
final class Curve {

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

    /// Adds those of `fresh` that are not there.
    ///
    /// @return how many were there
    int add(Points fresh) {
        if (fresh.isEmpty()) {
            return 0;
        }
        Extent extent = Extent.of(0, fresh);
        List<Extent> met = own.stream().filter(extent::meets).toList();
        boolean apart = met.isEmpty() && (rest.isEmpty() || !extent.meets(Extent.of(0, rest)));
        if (apart && fresh.climbs()) {
            rest.add(fresh);
            return 0;
        }
        PointSet seen = new PointSet();
        met.forEach(chunk ->
                chunks.read(chunk.ordinal(), chunk.ordinal()).forEach(data -> seen.add(ChunkFormat.read(data, key))));
        seen.add(rest);
        int twice = 0;
        for (int index = 0; index < fresh.size(); index++) {
            if (seen.add(fresh.step(index), fresh.ms(index), fresh.value(index))) {
                rest.add(fresh, index, index + 1);
            } else {
                twice++;
            }
        }
        return twice;
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

    long size() {
        return own.stream().mapToLong(Extent::points).sum() + rest.size();
    }

    /// At most `limit` points from the place `from` on.
    Points page(long from, int limit) {
        Points page = new Points();
        long before = 0;
        for (Extent extent : own) {
            long end = before + extent.points();
            if (end > from && page.size() < limit) {
                Points points = ChunkFormat.read(
                        chunks.read(extent.ordinal(), extent.ordinal()).getFirst(), key);
                int start = (int) Math.max(0, from - before);
                page.add(points, start, Math.min(points.size(), start + limit - page.size()));
            }
            before = end;
        }
        if (page.size() < limit && from < before + rest.size()) {
            int start = (int) Math.max(0, from - before);
            page.add(rest, start, (int) Math.min(rest.size(), (long) start + limit - page.size()));
        }
        return page;
    }

    /// Gives all points, a part at a time.
    void forEach(Consumer<Points> reader) {
        forEachChunk(data -> reader.accept(ChunkFormat.read(data, key)));
        if (!rest.isEmpty()) {
            reader.accept(rest);
        }
    }

    /// All steps, in order of the points.
    long[] steps() {
        long[] steps = new long[Math.toIntExact(size())];
        int[] filled = {0};
        forEachChunk(data -> {
            long[] part = ChunkFormat.readSteps(data, key);
            System.arraycopy(part, 0, steps, filled[0], part.length);
            filled[0] += part.length;
        });
        for (int index = 0; index < rest.size(); index++) {
            steps[filled[0]++] = rest.step(index);
        }
        return steps;
    }

    private void forEachChunk(Consumer<byte[]> reader) {
        for (int from = 0; from < own.size(); from += AT_ONCE) {
            int to = Math.min(own.size(), from + AT_ONCE) - 1;
            chunks.read(own.get(from).ordinal(), own.get(to).ordinal()).forEach(reader);
        }
    }
}
