package org.dure.server.sweeps.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BreedingTest {

    private static final Breeding USUAL = new Breeding(Breeding.SHARE, Breeding.RESAMPLE);
    private static final Breeding NEVER_ANEW = new Breeding(Breeding.SHARE, 0);

    private static final Space SPACE = new Space(List.of(
            Parameter.range("lr", Parameter.Type.LOG_UNIFORM, 1e-4, 1),
            Parameter.range("layers", Parameter.Type.INT, 1, 8),
            Parameter.choice("act", "relu", "tanh"),
            Parameter.range("slope", Parameter.Type.UNIFORM, 0, 1).when("act", "relu")));

    private static List<Breeding.Standing> standings(double... losses) {
        return IntStream.range(0, losses.length)
                .mapToObj(at -> new Breeding.Standing(at, losses[at]))
                .toList();
    }

    @Test
    void the_worst_fifth_copies_the_best_fifth() {
        List<Breeding.Standing> ten = standings(0.9, 0.1, 0.5, 0.4, 0.8, 0.3, 0.7, 0.2, 0.6, 0.55);
        Set<Integer> sources = new HashSet<>();
        for (long seed = 1; seed <= 50; seed++) {
            List<Breeding.Copy> copies = USUAL.copies(ten, seed, 10, 100);
            assertThat(copies).extracting(Breeding.Copy::loser).containsExactly(0, 4);
            assertThat(copies).extracting(Breeding.Copy::copy).containsExactly(10, 11);
            copies.forEach(copy -> sources.add(copy.source()));
        }
        assertThat(sources).containsExactlyInAnyOrder(1, 7);
    }

    @Test
    void the_same_seed_copies_the_same_and_changes_it_in_the_same_way() {
        List<Breeding.Standing> ten = standings(0.9, 0.1, 0.5, 0.4, 0.8, 0.3, 0.7, 0.2, 0.6, 0.55);
        Map<String, Object> source = Map.of("lr", 0.01, "layers", 3L, "act", "tanh");
        assertThat(USUAL.copies(ten, 7, 10, 100)).isEqualTo(USUAL.copies(ten, 7, 10, 100));
        assertThat(USUAL.explore(SPACE, 7, 12, source)).isEqualTo(USUAL.explore(SPACE, 7, 12, source));
        assertThat(IntStream.range(0, 50)
                        .mapToObj(number -> USUAL.explore(SPACE, 7, number, source))
                        .distinct()
                        .count())
                .isGreaterThan(10);
    }

    @Test
    void what_has_run_away_gives_its_place_first_and_is_never_copied() {
        assertThat(USUAL.copies(standings(0.5, Double.NaN, Double.POSITIVE_INFINITY, 0.4, 0.3), 1, 5, 100))
                .containsExactly(new Breeding.Copy(2, 4, 5));
        assertThat(USUAL.copies(standings(0.5, Double.NaN, 0.6), 1, 3, 100))
                .containsExactly(new Breeding.Copy(1, 0, 3));
        assertThat(USUAL.copies(standings(Double.NaN, Double.NaN, Double.NaN), 1, 3, 100))
                .isEmpty();
    }

    @Test
    void nobody_copies_its_equal_and_no_more_copies_are_made_than_may() {
        assertThat(USUAL.copies(standings(0.5, 0.5, 0.5, 0.5, 0.5), 1, 5, 100)).isEmpty();
        List<Breeding.Standing> ten = standings(0.9, 0.1, 0.5, 0.4, 0.8, 0.3, 0.7, 0.2, 0.6, 0.55);
        assertThat(USUAL.copies(ten, 1, 10, 1)).extracting(Breeding.Copy::loser).containsExactly(0);
        assertThat(USUAL.copies(ten, 1, 10, 0)).isEmpty();
        assertThat(new Breeding(0.5, 0).copies(standings(1, 2, 3), 1, 3, 100)).hasSize(1);
    }

    @Test
    void a_copy_is_near_its_source_and_within_the_space() {
        Map<String, Object> source = Map.of("lr", 0.01, "layers", 8L, "act", "relu", "slope", 0.95);
        Set<Object> rates = new HashSet<>();
        for (int number = 0; number < 100; number++) {
            Map<String, Object> copy = NEVER_ANEW.explore(SPACE, 3, number, source);
            rates.add(copy.get("lr"));
            assertThat(copy.get("layers")).isIn(6L, 8L);
            assertThat(copy.get("act")).isEqualTo("relu");
            assertThat((Double) copy.get("slope")).isIn(0.95 * 0.8, 1.0);
        }
        assertThat(rates).containsExactlyInAnyOrder(0.01 * 0.8, 0.01 * 1.2);
    }

    @Test
    void a_small_whole_number_moves_by_one() {
        Set<Object> layers = new HashSet<>();
        for (int number = 0; number < 50; number++) {
            layers.add(NEVER_ANEW
                    .explore(SPACE, 3, number, Map.of("lr", 0.01, "layers", 2L, "act", "tanh"))
                    .get("layers"));
        }
        assertThat(layers).containsExactlyInAnyOrder(1L, 3L);
    }

    @Test
    void what_is_drawn_anew_may_lie_anywhere_and_wakes_what_depends_on_it() {
        Breeding always = new Breeding(Breeding.SHARE, 1);
        Map<String, Object> source = Map.of("lr", 0.01, "layers", 2L, "act", "tanh");
        List<Map<String, Object>> copies = IntStream.range(0, 100)
                .mapToObj(number -> always.explore(SPACE, 3, number, source))
                .toList();
        assertThat(copies).anyMatch(copy -> (double) copy.get("lr") > 0.3);
        assertThat(copies).anyMatch(copy -> (double) copy.get("lr") < 0.0003);
        assertThat(copies)
                .allMatch(copy -> copy.containsKey("slope") == copy.get("act").equals("relu"));
        assertThat(copies).anyMatch(copy -> copy.containsKey("slope"));
    }
}
