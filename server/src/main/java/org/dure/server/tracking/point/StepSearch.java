package org.dure.server.tracking.point;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Finds points by their steps.
public final class StepSearch {

    private StepSearch() {}

    /// Where between `from` and before `to` in `steps` one of `wanted` stands, counted from `from`. As long as steps do
    /// not fall, each of both is looked at once.
    ///
    /// @param wanted in order
    public static int[] places(long[] steps, int from, int to, long[] wanted) {
        IntStream.Builder places = IntStream.builder();
        int next = 0;
        for (int index = from; index < to; index++) {
            long step = steps[index];
            if (index == from || step < steps[index - 1]) {
                int found = Arrays.binarySearch(wanted, step);
                next = found >= 0 ? found : -found - 1;
            }
            while (next < wanted.length && wanted[next] < step) {
                next++;
            }
            if (next < wanted.length && wanted[next] == step) {
                places.add(index - from);
            }
        }
        return places.build().toArray();
    }

    static long[] at(int[] places, long[] column) {
        return Arrays.stream(places).mapToLong(place -> column[place]).toArray();
    }
}
