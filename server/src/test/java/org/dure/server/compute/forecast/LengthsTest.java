package org.dure.server.compute.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LengthsTest {

    private static final double LIMIT = 86_400;

    @Test
    void a_new_one_falls_into_each_gap_of_the_known_ones_with_equal_chance() {
        Lengths lengths = new Lengths(400, 100, 200);
        RandomGenerator random = new SplittableRandom(1);
        int[] gaps = new int[4];
        for (int i = 0; i < 40_000; i++) {
            double drawn = lengths.draw(0, LIMIT, random);
            gaps[drawn < 100 ? 0 : drawn < 200 ? 1 : drawn < 400 ? 2 : 3]++;
        }
        for (int gap : gaps) {
            assertThat(gap).isBetween(9_500, 10_500);
        }
    }

    @Test
    void one_that_has_run_for_a_while_runs_longer_than_that_and_within_its_limit() {
        Lengths lengths = new Lengths(100, 200, 400);
        RandomGenerator random = new SplittableRandom(2);
        for (int i = 0; i < 10_000; i++) {
            assertThat(lengths.draw(250, 1_000, random)).isBetween(250.0, 1_000.0);
            assertThat(lengths.draw(900, 1_000, random)).isBetween(900.0, 1_000.0);
            assertThat(lengths.draw(0, 50, random)).isLessThanOrEqualTo(50);
        }
        assertThat(lengths.draw(1_500, 1_000, random)).isEqualTo(1_000);
    }

    /// What the page promises: half of the starts in one interval, nine in ten in the other. Lengths of two kinds, as
    /// trainings have them, and twelve known ones.
    @Test
    void intervals_hold_what_they_promise_whatever_the_lengths_are() {
        SplittableRandom random = new SplittableRandom(3);
        int within50 = 0;
        int within90 = 0;
        int rounds = 4_000;
        for (int round = 0; round < rounds; round++) {
            double[] known = random.doubles(12).map(LengthsTest::length).toArray();
            double truth = length(random.nextDouble());
            Lengths lengths = new Lengths(known);
            double[] drawn = new double[60];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = lengths.draw(0, LIMIT, random);
            }
            java.util.Arrays.sort(drawn);
            within50 += drawn[15] <= truth && truth <= drawn[44] ? 1 : 0;
            within90 += drawn[3] <= truth && truth <= drawn[56] ? 1 : 0;
        }
        assertThat(within50 / (double) rounds).isBetween(0.44, 0.56);
        assertThat(within90 / (double) rounds).isBetween(0.84, 0.95);
    }

    private static double length(double uniform) {
        double spread = Math.exp(2 * uniform);
        return uniform < 0.3 ? 20 * spread : 1_000 * spread;
    }
}
