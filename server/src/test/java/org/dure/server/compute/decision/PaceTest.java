package org.dure.server.compute.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final double SLICE = 600;

    @Test
    void before_anybody_has_shown_a_point_it_is_a_slice_and_of_few_the_median() {
        List<List<Double>> settings = List.of(List.of(0.0), List.of(.5), List.of(1.0));
        List<OptionalDouble> known = new ArrayList<>(List.of(none(), none(), none()));
        assertThat(paces(known, settings)).containsOnly(SLICE);
        known.set(0, OptionalDouble.of(2));
        known.set(1, OptionalDouble.of(8));
        assertThat(paces(known, settings)).containsOnly(8);
    }

    @Test
    void of_many_it_follows_the_setting_that_it_depends_on_and_not_the_other() {
        List<OptionalDouble> known = new ArrayList<>();
        List<List<Double>> settings = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            double width = i % 3 / 2.0;
            settings.add(List.of(width, i * 7 % 24 / 23.0));
            known.add(OptionalDouble.of(2 * Math.exp(2 * width)));
        }
        settings.add(List.of(0.0, .9));
        settings.add(List.of(1.0, .1));
        known.add(none());
        known.add(none());
        double[] paces = paces(known, settings);
        assertThat(paces[24]).isCloseTo(2, Offset.offset(.6));
        assertThat(paces[25]).isCloseTo(2 * Math.exp(2), Offset.offset(4.0));
        for (double pace : paces) {
            assertThat(pace).isBetween(2.0, 2 * Math.exp(2));
        }
    }

    @Test
    void where_nothing_differs_it_is_the_median() {
        List<OptionalDouble> known = new ArrayList<>();
        List<List<Double>> settings = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            known.add(i < 10 ? OptionalDouble.of(3) : none());
            settings.add(List.of());
        }
        assertThat(paces(known, settings)).containsOnly(3);
    }

    private static double[] paces(List<OptionalDouble> known, List<List<Double>> settings) {
        Pace pace = new Pace(known, settings, SLICE);
        return IntStream.range(0, known.size()).mapToDouble(pace::of).toArray();
    }

    private static OptionalDouble none() {
        return OptionalDouble.empty();
    }
}
