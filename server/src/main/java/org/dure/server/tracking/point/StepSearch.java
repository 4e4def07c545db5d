package org.dure.server.tracking.point;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Finds points by their steps.
final class StepSearch {

    private StepSearch() {}

    /// Where in the first `size` of `steps` one of `wanted` stands. As long as steps do not fall, each of both is
    /// looked
    /// at once.
    ///
    /// @param wanted in order
    static int[] places(long[] steps, int size, long[] wanted) {
        IntStream.Builder places = IntStream.builder();
        int next = 0;
        for (int index = 0; index < size; index++) {
            long step = steps[index];
            if (index > 0 && step < steps[index - 1]) {
                int found = Arrays.binarySearch(wanted, step);
                next = found >= 0 ? found : -found - 1;
            }
            while (next < wanted.length && wanted[next] < step) {
                next++;
            }
            if (next < wanted.length && wanted[next] == step) {
                places.add(index);
            }
        }
        return places.build().toArray();
    }

    static long[] at(int[] places, long[] column) {
        return Arrays.stream(places).mapToLong(place -> column[place]).toArray();
    }
}
