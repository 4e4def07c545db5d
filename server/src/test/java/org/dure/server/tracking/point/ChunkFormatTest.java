package org.dure.server.tracking.point;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkFormatTest {

    private static final long[] LONGS = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, 1L << 53, 42};
    private static final double[] DOUBLES = {
        0, -0.0, Double.NaN, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 0.1, 0.5, 1e300, Float.MAX_VALUE
    };

    private final Random random = new Random(7);

    @Test
    void whatever_was_written_is_read() {
        for (int turn = 0; turn < 200; turn++) {
            Map<Integer, Points> byKey = new LinkedHashMap<>();
            for (int key = 1; key <= 1 + random.nextInt(5); key++) {
                byKey.put(key * 1000, any(random.nextInt(300)));
            }
            assertSame(ChunkFormat.read(ChunkFormat.write(byKey)), byKey);
            Map<Integer, Points> fromJournal = new LinkedHashMap<>();
            JournalFormat.read(JournalFormat.write(byKey), fromJournal);
            assertSame(fromJournal, byKey);
        }
    }

    @Test
    void one_series_of_several_is_found() {
        Points wanted = any(50);
        Map<Integer, Points> byKey = new LinkedHashMap<>();
        byKey.put(1, any(20));
        byKey.put(2, wanted);
        byte[] chunk = ChunkFormat.write(byKey);
        assertSame(Map.of(2, ChunkFormat.read(chunk, 2)), Map.of(2, wanted));
        assertThat(ChunkFormat.readSteps(chunk, 2)).hasSize(50).startsWith(wanted.step(0), wanted.step(1));
        assertThat(ChunkFormat.read(chunk, 3).isEmpty()).isTrue();
        Points fromJournal = new Points();
        JournalFormat.read(JournalFormat.write(byKey), 2, fromJournal);
        assertSame(Map.of(2, fromJournal), Map.of(2, wanted));
    }

    @Test
    void points_at_some_steps_are_found_whether_steps_climb_or_not() {
        for (int turn = 0; turn < 200; turn++) {
            Points points = new Points();
            for (int index = 0; index < 100; index++) {
                points.add(turn % 2 == 0 ? index / 2 : random.nextInt(40) - 20, index, random.nextDouble());
            }
            long[] wanted = random.longs(12, -20, 60).sorted().distinct().toArray();
            Points expected = new Points();
            for (int index = 0; index < points.size(); index++) {
                if (Arrays.binarySearch(wanted, points.step(index)) >= 0) {
                    expected.add(points, index, index + 1);
                }
            }
            byte[] chunk = ChunkFormat.write(Map.of(1, any(3), 2, points));
            long[] steps = ChunkFormat.readSteps(chunk, 2);
            int[] places = StepSearch.places(steps, 0, steps.length, wanted);
            long[] found = StepSearch.at(places, steps);
            assertSame(Map.of(2, ChunkFormat.readAt(chunk, 2, places, found)), Map.of(2, expected));
            assertSame(Map.of(2, points.at(places)), Map.of(2, expected));
        }
    }

    @Test
    void what_counts_evenly_takes_next_to_nothing_and_floats_half() {
        Points points = new Points();
        for (int step = 0; step < 4096; step++) {
            points.add(step, 1_760_000_000_000L + 10L * step, random.nextFloat());
        }
        assertThat(ChunkFormat.write(Map.of(1, points)).length).isLessThan(4096 * 4 + 200);
    }

    private Points any(int count) {
        Points points = new Points();
        boolean floats = random.nextBoolean();
        for (int index = 0; index < count; index++) {
            points.add(
                    random.nextInt(3) == 0 ? LONGS[random.nextInt(LONGS.length)] : index,
                    random.nextInt(3) == 0 ? random.nextLong() : 1000L * index,
                    floats
                            ? random.nextFloat()
                            : random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian());
        }
        return points;
    }

    static void assertSame(Map<Integer, Points> actual, Map<Integer, Points> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, points) -> {
            Points read = actual.get(key);
            assertThat(read.size()).isEqualTo(points.size());
            for (int index = 0; index < points.size(); index++) {
                assertThat(read.metric(index)).isEqualTo(points.metric(index));
            }
        });
    }
}
