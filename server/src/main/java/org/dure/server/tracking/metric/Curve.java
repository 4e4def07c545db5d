package org.dure.server.tracking.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.dure.server.tracking.point.ChunkFormat;
import org.dure.server.tracking.point.Extent;
import org.dure.server.tracking.point.PointSet;
import org.dure.server.tracking.point.Points;
import org.dure.server.tracking.point.StepSearch;

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

    /// This curve from one step to another, both included: exactly, or from the first chunk that such a point may lie
    /// in to the last one, where all of them together would be more than `most`.
    Curve between(long from, long to, int most) {
        if (from == Long.MIN_VALUE && to == Long.MAX_VALUE) {
            return this;
        }
        List<Extent> met = own.stream()
                .filter(extent -> extent.minStep() <= to && extent.maxStep() >= from)
                .toList();
        Curve near = new Curve(key, met, chunks, within(rest, from, to));
        if (near.size() > most) {
            return near;
        }
        Points exact = new Points();
        near.forEach(points -> exact.add(within(points, from, to)));
        return new Curve(key, List.of(), chunks, exact);
    }

    private static Points within(Points points, long from, long to) {
        Points found = new Points();
        for (int index = 0; index < points.size(); index++) {
            if (from <= points.step(index) && points.step(index) <= to) {
                found.add(points, index, index + 1);
            }
        }
        return found;
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
    ///
    /// @param steps those of this curve: chunks without such a point are not read, and no step is unpacked twice
    Points at(long[] wanted, long[] steps) {
        List<Extent> holding = new ArrayList<>();
        List<int[]> places = new ArrayList<>();
        List<long[]> found = new ArrayList<>();
        int first = 0;
        for (Extent extent : own) {
            int begin = first;
            int[] here = StepSearch.places(steps, begin, begin + extent.points(), wanted);
            if (here.length > 0) {
                holding.add(extent);
                places.add(here);
                found.add(Arrays.stream(here)
                        .mapToLong(place -> steps[begin + place])
                        .toArray());
            }
            first += extent.points();
        }
        Points points = new Points();
        int[] chunk = {0};
        forEachChunk(holding, data -> {
            points.add(ChunkFormat.readAt(data, key, places.get(chunk[0]), found.get(chunk[0])));
            chunk[0]++;
        });
        points.add(rest.at(StepSearch.places(steps, first, steps.length, wanted)));
        return points;
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

    /// @param wanted in order; those in a row are read together
    private void forEachChunk(List<Extent> wanted, Consumer<byte[]> reader) {
        int from = 0;
        while (from < wanted.size()) {
            int to = from;
            while (to + 1 < wanted.size()
                    && to + 1 - from < AT_ONCE
                    && wanted.get(to + 1).ordinal() == wanted.get(to).ordinal() + 1) {
                to++;
            }
            chunks.read(wanted.get(from).ordinal(), wanted.get(to).ordinal()).forEach(reader);
            from = to + 1;
        }
    }
}
