package org.dure.server.tracking.metric;

import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Which steps MLflow shows of runs that logged more than a page can draw: of all steps that any of them logged evenly
/// many by their place in order, and each run's own first and last step.
final class StepSampler {

    private StepSampler() {}

    /// @param runs  of each run the steps that it logged, in any order
    /// @param start null together with `end`: from 0 on, as MLflow has it
    /// @return in order, each once
    static long[] sample(List<long[]> runs, @Nullable Long start, @Nullable Long end, int most) {
        long[] all = union(runs);
        long from = start == null ? 0 : start;
        long to = end != null ? end : all.length == 0 ? 0 : all[all.length - 1];
        LongStream ends = runs.stream()
                .filter(steps -> steps.length > 0)
                .flatMapToLong(StepSampler::ends)
                .filter(step -> from <= step && step <= to);
        return LongStream.concat(ends, Arrays.stream(evenly(all, from, to, most)))
                .sorted()
                .distinct()
                .toArray();
    }

    /// The least and the greatest.
    private static LongStream ends(long[] steps) {
        if (climbs(steps)) {
            return LongStream.of(steps[0], steps[steps.length - 1]);
        }
        LongSummaryStatistics all = Arrays.stream(steps).summaryStatistics();
        return LongStream.of(all.getMin(), all.getMax());
    }

    /// The rule of MLflow's server to the letter: an index is left out where it is not less than the number of steps in
    /// the interval, which can happen where the interval does not begin with the first step.
    private static long[] evenly(long[] all, long from, long to, int most) {
        int first = place(all, from);
        int end = to == Long.MAX_VALUE ? all.length : place(all, to + 1);
        int count = end - first;
        if (count <= most) {
            return count <= 0 ? new long[0] : Arrays.copyOfRange(all, first, end);
        }
        double interval = (double) count / most;
        LongStream chosen = LongStream.range(0, most)
                .map(index -> first + (int) (index * interval))
                .filter(index -> index < count)
                .map(index -> all[(int) index]);
        return LongStream.concat(chosen, LongStream.of(all[end - 1])).toArray();
    }

    /// Where the first step stands that is not less than `step`.
    private static int place(long[] all, long step) {
        int found = Arrays.binarySearch(all, step);
        return found >= 0 ? found : -found - 1;
    }

    /// Runs that logged the same steps, as those of one sweep do, cost no more than one.
    private static long[] union(List<long[]> runs) {
        long[] all = new long[0];
        for (long[] run : runs) {
            if (!Arrays.equals(all, run)) {
                all = merge(
                        all,
                        climbs(run)
                                ? run
                                : Arrays.stream(run).sorted().distinct().toArray());
            }
        }
        return all;
    }

    private static boolean climbs(long[] steps) {
        for (int index = 1; index < steps.length; index++) {
            if (steps[index] <= steps[index - 1]) {
                return false;
            }
        }
        return true;
    }

    private static long[] merge(long[] one, long[] other) {
        long[] merged = new long[one.length + other.length];
        int size = 0;
        int left = 0;
        int right = 0;
        while (left < one.length || right < other.length) {
            boolean takeLeft = right == other.length || left < one.length && one[left] <= other[right];
            long step = takeLeft ? one[left++] : other[right++];
            if (size == 0 || merged[size - 1] != step) {
                merged[size++] = step;
            }
        }
        return Arrays.copyOf(merged, size);
    }
}
