package org.dure.server.compute.scheduler.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {

    private static GaussianProcess fit(double[][] x, double[] y, double[] noise, @Nullable GaussianProcess like) {
        return Objects.requireNonNull(GaussianProcess.fit(x, y, noise, like));
    }

    private static double[][] points(int count) {
        SplittableRandom random = new SplittableRandom(5);
        double[][] points = new double[count][2];
        for (double[] point : points) {
            point[0] = random.nextDouble();
            point[1] = random.nextDouble();
        }
        return points;
    }

    private static double[] targets(double[][] points) {
        return Arrays.stream(points)
                .mapToDouble(point -> Math.sin(4 * point[0]) + .1 * point[1])
                .toArray();
    }

    private static double[] noise(int count, double variance) {
        double[] noise = new double[count];
        Arrays.fill(noise, variance);
        return noise;
    }

    @Test
    void a_smooth_function_is_learned_from_sixty_points() {
        double[][] x = points(60);
        GaussianProcess process = fit(x, targets(x), noise(60, 1e-4), null);
        double[][] asked = {{.5, .5}, {.2, .8}};
        double[] means = process.predict(asked).means();
        assertThat(means[0]).isCloseTo(targets(asked)[0], within(.15));
        assertThat(means[1]).isCloseTo(targets(asked)[1], within(.15));
    }

    @Test
    void what_the_others_say_of_a_point_is_what_is_said_when_it_counts_for_nothing() {
        double[][] x = points(30);
        double[] y = targets(x);
        GaussianProcess all = fit(x, y, noise(30, .01), null);
        double[] deaf = noise(30, .01);
        deaf[4] = 1e6;
        GaussianProcess others = fit(x, y, deaf, all);
        double[][] asked = {x[4]};
        assertThat(all.withoutOwn().means()[4]).isCloseTo(others.predict(asked).means()[0], within(.02));
    }

    @Test
    void the_inverse_of_a_matrix_has_the_diagonal_that_is_told() {
        double[][] a = {{4, 1}, {1, 3}};
        Cholesky cholesky = java.util.Objects.requireNonNull(Cholesky.of(a));
        assertThat(cholesky.inverseDiagonal())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(3 / 11.0, 4 / 11.0);
        assertThat(cholesky.halfLogDeterminant()).isCloseTo(Math.log(11) / 2, within(1e-12));
    }

    @Test
    void what_is_not_positive_definite_has_no_triangle() {
        assertThat(Cholesky.of(new double[][] {{1, 2}, {2, 1}})).isNull();
    }

    @Test
    void equal_targets_are_no_trouble() {
        double[][] x = points(10);
        GaussianProcess process = fit(x, noise(10, .5), noise(10, 1e-4), null);
        assertThat(process.predict(x).means()[0]).isCloseTo(.5, within(1e-6));
    }
}
