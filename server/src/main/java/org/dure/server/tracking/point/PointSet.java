package org.dure.server.tracking.point;

import java.util.Arrays;

/// Which points have been seen, by MLflow's identity: step, time and value; NaN is one value, and so is zero.
///
/// An open hash table of places in `points`, since a set of objects would cost ten times the points themselves.
public final class PointSet {

    private static final int FREE = -1;

    private final Points points = new Points();
    private int[] table = new int[64];

    public PointSet() {
        Arrays.fill(table, FREE);
    }

    /// @return false where it was there
    public boolean add(long step, long ms, double value) {
        int slot = find(step, ms, value);
        if (table[slot] != FREE) {
            return false;
        }
        table[slot] = points.size();
        points.add(step, ms, value);
        if (points.size() * 2 > table.length) {
            grow();
        }
        return true;
    }

    public void add(Points more) {
        for (int index = 0; index < more.size(); index++) {
            add(more.step(index), more.ms(index), more.value(index));
        }
    }

    /// How many there are.
    public int size() {
        return points.size();
    }

    /// At which place the point was added, from 0 on; -1 where it was not.
    public int place(long step, long ms, double value) {
        return table[find(step, ms, value)];
    }

    private int find(long step, long ms, double value) {
        int slot = hash(step, ms, value) & table.length - 1;
        while (table[slot] != FREE && !is(table[slot], step, ms, value)) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private boolean is(int place, long step, long ms, double value) {
        return points.step(place) == step && points.ms(place) == ms && bits(points.value(place)) == bits(value);
    }

    private void grow() {
        table = new int[table.length * 2];
        Arrays.fill(table, FREE);
        for (int place = 0; place < points.size(); place++) {
            table[find(points.step(place), points.ms(place), points.value(place))] = place;
        }
    }

    private static int hash(long step, long ms, double value) {
        long mixed = (step * 0x9E3779B97F4A7C15L + ms) * 0x9E3779B97F4A7C15L + bits(value);
        mixed *= 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 32);
    }

    private static long bits(double value) {
        return Double.doubleToLongBits(value == 0 ? 0.0 : value);
    }
}
