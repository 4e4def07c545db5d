package org.dure.server.tracking.point;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.dure.server.tracking.Metric;

/// Points of one series in the order in which they were logged, column by column: a million of them are three arrays.
public final class Points {

    private static final int LEAST = 4;

    private long[] steps;
    private long[] times;
    private double[] values;
    private int size;

    public Points() {
        this(LEAST);
    }

    public Points(int capacity) {
        steps = new long[capacity];
        times = new long[capacity];
        values = new double[capacity];
    }

    /// Takes the columns, which are equally long, for its own.
    Points(long[] steps, long[] times, double[] values) {
        this.steps = steps;
        this.times = times;
        this.values = values;
        this.size = steps.length;
    }

    /// @param ms Unix milliseconds
    public void add(long step, long ms, double value) {
        if (size == steps.length) {
            reserve(size + 1);
        }
        steps[size] = step;
        times[size] = ms;
        values[size] = value;
        size++;
    }

    /// Adds those of `more` from `from` to before `to`.
    public void add(Points more, int from, int to) {
        int count = to - from;
        reserve(size + count);
        System.arraycopy(more.steps, from, steps, size, count);
        System.arraycopy(more.times, from, times, size, count);
        System.arraycopy(more.values, from, values, size, count);
        size += count;
    }

    public void add(Points more) {
        add(more, 0, more.size);
    }

    private void reserve(int capacity) {
        if (capacity > steps.length) {
            int grown = Math.max(LEAST, Math.max(capacity, steps.length + (steps.length >> 1)));
            steps = Arrays.copyOf(steps, grown);
            times = Arrays.copyOf(times, grown);
            values = Arrays.copyOf(values, grown);
        }
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public long step(int index) {
        return steps[index];
    }

    /// Unix milliseconds.
    public long ms(int index) {
        return times[index];
    }

    public double value(int index) {
        return values[index];
    }

    public Metric metric(int index) {
        return new Metric(values[index], times[index], steps[index]);
    }

    /// Whether each point comes after the one before by (step, time); then none can be there twice.
    public boolean climbs() {
        for (int index = 1; index < size; index++) {
            if (steps[index] < steps[index - 1]
                    || steps[index] == steps[index - 1] && times[index] <= times[index - 1]) {
                return false;
            }
        }
        return true;
    }

    /// Those at these places.
    public Points at(int[] places) {
        return new Points(
                StepSearch.at(places, steps),
                StepSearch.at(places, times),
                Arrays.stream(places).mapToDouble(place -> values[place]).toArray());
    }

    /// The same points by (step, time, value).
    public Points byStep() {
        return climbs()
                ? this
                : sorted(Comparator.<Integer>comparingLong(this::step)
                        .thenComparingLong(this::ms)
                        .thenComparingDouble(this::value));
    }

    /// The same points by (time, step, value).
    public Points byTime() {
        return sorted(Comparator.<Integer>comparingLong(this::ms)
                .thenComparingLong(this::step)
                .thenComparingDouble(this::value));
    }

    private Points sorted(Comparator<Integer> order) {
        Points sorted = new Points(size);
        IntStream.range(0, size).boxed().sorted(order).forEach(index -> sorted.add(this, index, index + 1));
        return sorted;
    }
}
