package org.dure.server.sweeps.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Search spaces, and the algorithms that do not learn.
class SpaceTest {

    private static final Space NESTED = new Space(List.of(
            Parameter.choice("optimizer", "adam", "sgd"),
            Parameter.range("momentum", Parameter.Type.UNIFORM, 0.5, 0.9)
                    .steps(3)
                    .when("optimizer", "sgd"),
            Parameter.bool("nesterov").when("momentum", 0.9),
            Parameter.range("layers", Parameter.Type.INT, 1, 2)));

    private static List<String> paths(Parameter... parameters) {
        return SpaceRules.faults(List.of(parameters)).stream()
                .map(SpaceRules.Fault::path)
                .toList();
    }

    @Test
    void every_fault_is_named_by_its_place() {
        assertThat(SpaceRules.faults(NESTED.parameters())).isEmpty();
        assertThat(paths(Parameter.range("a", Parameter.Type.UNIFORM, 2, 1))).containsExactly("parameters[0].high");
        assertThat(paths(Parameter.range("a", Parameter.Type.LOG_UNIFORM, 0, 1)))
                .containsExactly("parameters[0].low");
        assertThat(paths(Parameter.range("a", Parameter.Type.INT, 0.5, 2))).containsExactly("parameters[0].low");
        assertThat(paths(Parameter.choice("a", 1, 1.0))).containsExactly("parameters[0].values");
        assertThat(paths(Parameter.bool("a"), Parameter.bool("a"))).containsExactly("parameters[1].name");
        assertThat(paths(Parameter.bool("a b"))).containsExactly("parameters[0].name");
        assertThat(paths(Parameter.bool("a").when("b", true), Parameter.bool("b")))
                .containsExactly("parameters[0].when.b");
        assertThat(paths(Parameter.choice("a", "x", "y"), Parameter.bool("b").when("a", "z")))
                .containsExactly("parameters[1].when.a");
        assertThat(paths()).containsExactly("parameters");
    }

    @Test
    void a_grid_has_each_combination_once_and_none_of_inactive_parameters() {
        Set<Map<String, Object>> points = new HashSet<>();
        for (int number = 0; number < 10; number++) {
            points.add(new GridSearch().next(NESTED, 0, number, List.of()).orElseThrow());
        }
        // adam × 2, sgd × (two momenta, and the third with two truths) × 2
        assertThat(points).hasSize(10);
        assertThat(new GridSearch().next(NESTED, 0, 10, List.of())).isEmpty();
        assertThat(GridSearch.count(NESTED, 1000)).isEqualTo(10);
        assertThat(points).contains(Map.of("optimizer", "adam", "layers", 1L));
        assertThat(points).contains(Map.of("optimizer", "sgd", "momentum", 0.9, "nesterov", true, "layers", 2L));
    }

    @Test
    void a_logarithmic_grid_lies_evenly_by_orders_of_magnitude() {
        Space space = new Space(List.of(
                Parameter.range("lr", Parameter.Type.LOG_UNIFORM, 0.001, 1), // 4 values
                Parameter.range("width", Parameter.Type.LOG_INT, 1, 100).steps(3)));
        assertThat(GridSearch.count(space, 1000)).isEqualTo(12);
        Map<String, Object> point =
                new GridSearch().next(space, 0, 4, List.of()).orElseThrow();
        assertThat((double) point.get("lr")).isCloseTo(0.01, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(point.get("width")).isEqualTo(10L);
    }

    @Test
    void random_points_stay_within_the_space_and_depend_on_seed_and_number_alone() {
        int[] decades = new int[3];
        Space space = new Space(List.of(Parameter.range("lr", Parameter.Type.LOG_UNIFORM, 0.001, 1)));
        for (int number = 0; number < 3000; number++) {
            Map<String, Object> point =
                    new RandomSearch().next(space, 5, number, List.of()).orElseThrow();
            decades[Math.clamp((int) Math.floor(3 + Math.log10((double) point.get("lr"))), 0, 2)]++;
        }
        assertThat(java.util.Arrays.stream(decades).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(900, 1100));
        for (int number = 0; number < 200; number++) {
            Map<String, Object> point =
                    new RandomSearch().next(NESTED, 1, number, List.of()).orElseThrow();
            assertThat(point.containsKey("momentum"))
                    .isEqualTo(point.get("optimizer").equals("sgd"));
            assertThat((long) point.get("layers")).isBetween(1L, 2L);
            assertThat(point)
                    .isEqualTo(new RandomSearch()
                            .next(NESTED, 1, number, List.of())
                            .orElseThrow());
        }
        assertThat(new RandomSearch().next(space, 1, 0, List.of()))
                .isNotEqualTo(new RandomSearch().next(space, 2, 0, List.of()));
    }

    @Test
    void numbers_are_written_as_python_writes_them() {
        assertThat(List.of(0.1, 1e-4, 1e-5, 1.5e-7, 1e16, 123456789.0, -2.5, 1e15, 0.0).stream()
                        .map(Values::text))
                .containsExactly(
                        "0.1",
                        "0.0001",
                        "1e-05",
                        "1.5e-07",
                        "1e+16",
                        "123456789.0",
                        "-2.5",
                        "1000000000000000.0",
                        "0.0");
        assertThat(Values.text(true)).isEqualTo("True");
        assertThat(Values.text(12L)).isEqualTo("12");
        assertThat(Values.rounded(2.0401907731525766)).isEqualTo("2.0402");
        assertThat(Values.rounded(.1)).isEqualTo("0.1");
        assertThat(Values.rounded(Double.NaN)).isEqualTo("NaN");
    }

    @Test
    void sobols_points_are_those_of_joe_and_kuo() {
        // The first points of new-joe-kuo-6 in three dimensions, as in the authors' own programme; without the origin.
        double[][] known = {
            {0.5, 0.5, 0.5},
            {0.75, 0.25, 0.25},
            {0.25, 0.75, 0.75},
            {0.375, 0.375, 0.625},
            {0.875, 0.875, 0.125},
            {0.625, 0.125, 0.875},
            {0.125, 0.625, 0.375},
            {0.1875, 0.3125, 0.9375},
            {0.6875, 0.8125, 0.4375}
        };
        for (int number = 0; number < known.length; number++) {
            assertThat(SobolSearch.point(3, 0, number)).containsExactly(known[number]);
        }
    }

    @Test
    void shifted_sobol_points_are_as_even_as_the_others() {
        int[][] cells = new int[8][8];
        for (int number = -1; number < 63; number++) {
            double[] point = SobolSearch.point(2, 42, number);
            cells[(int) (point[0] * 8)][(int) (point[1] * 8)]++;
        }
        for (int[] row : cells) {
            assertThat(row).containsOnly(1);
        }
        assertThat(SobolSearch.point(2, 42, 0)).isNotEqualTo(SobolSearch.point(2, 43, 0));
    }

    @Test
    void halving_lets_the_best_third_go_on() {
        Halving halving = new Halving(1, 3);
        assertThat(List.of(halving.after(0), halving.after(1), halving.after(3), halving.after(8)))
                .containsExactly(1L, 3L, 9L, 9L);
        assertThat(halving.goesOn(0.9, List.of(0.1))).isTrue(); // two of three
        assertThat(halving.goesOn(0.9, List.of(0.1, 0.2))).isFalse();
        assertThat(halving.goesOn(0.05, List.of(0.1, 0.2))).isTrue();
        assertThat(halving.goesOn(0.15, List.of(0.1, 0.2, 0.3, 0.4, 0.5))).isTrue(); // second of six
        assertThat(halving.goesOn(0.25, List.of(0.1, 0.2, 0.3, 0.4, 0.5))).isFalse();
        assertThat(halving.goesOn(Double.NaN, List.of())).isFalse();
    }
}
