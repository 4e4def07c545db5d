package org.dure.server.compute.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.junit.jupiter.api.Test;

class SearchTest {

    private static final CurveShapes SHAPES = CurveShapes.of(50);

    private static Problem problem(int trials) {
        List<Trial> all = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            all.add(new Trial(i, new double[] {i / (double) trials}, 1, 0));
        }
        return new Problem("digits", SHAPES, all);
    }

    private static double loss(Trial trial, int epoch) {
        double end = Math.abs(trial.number() / 60.0 - .4);
        return end + .5 * Math.exp(-epoch / 10.0);
    }

    private static Pick step(Search search, Problem problem, SplittableRandom random) {
        Pick pick = Objects.requireNonNull(search.next(problem, random));
        problem.observe(pick.trial(), loss(pick.trial(), pick.trial().epochs() + 1));
        return pick;
    }

    @Test
    void rungs_are_powers_of_three_up_to_the_horizon() {
        assertThat(Rungs.of(50)).containsExactly(1, 3, 9, 27, 50);
        assertThat(Rungs.of(9)).containsExactly(1, 3, 9);
        assertThat(Rungs.of(1)).containsExactly(1);
    }

    @Test
    void the_best_third_of_a_rung_goes_on_and_nobody_else() {
        Problem problem = problem(60);
        List<Trial> trials = problem.trials();
        problem.observe(trials.get(0), .9);
        problem.observe(trials.get(1), .4);
        assertThat(Rungs.promotion(problem)).isNull();
        problem.observe(trials.get(2), .6);
        Pick promoted = Objects.requireNonNull(Rungs.promotion(problem));
        assertThat(promoted.trial()).isSameAs(trials.get(1));
        assertThat(promoted.ground()).isEqualTo(Pick.Ground.PROMOTED);
        problem.observe(trials.get(1), .3);
        assertThat(Rungs.promotion(problem)).extracting(Pick::ground).isEqualTo(Pick.Ground.GOES_ON);
        problem.observe(trials.get(1), .2);
        assertThat(Rungs.promotion(problem)).isNull();
    }

    @Test
    void one_whose_loss_is_no_number_promises_nothing_and_is_never_picked_again() {
        for (Search search : List.of(new Asha(), new Hyperband(), new InOrder(), model())) {
            Problem problem = problem(20);
            SplittableRandom random = new SplittableRandom(1);
            Trial broken = Objects.requireNonNull(search.next(problem, random)).trial();
            problem.observe(broken, Double.NaN);
            for (int i = 0; i < 30; i++) {
                assertThat(step(search, problem, random).trial()).isNotSameAs(broken);
            }
            assertThat(model().promise(problem, broken).probability()).isZero();
        }
    }

    @Test
    void where_no_loss_is_a_number_or_all_are_huge_others_still_begin() {
        for (double loss : new double[] {Double.NaN, 1e200, -1e200, Double.MAX_VALUE}) {
            Problem problem = problem(20);
            SplittableRandom random = new SplittableRandom(1);
            ModelSearch search = model();
            for (int i = 0; i < 15; i++) {
                Pick pick = Objects.requireNonNull(search.next(problem, random));
                problem.observe(pick.trial(), i % 3 == 0 && i > 6 && Double.isFinite(loss) ? 1 : loss);
                assertThat(search.promises(problem)).isNotEmpty();
            }
        }
    }

    @Test
    void problems_of_the_same_content_share_their_beliefs_and_get_the_same_picks() {
        Beliefs beliefs = new Beliefs(10_000);
        for (int observed = 0; observed < 40; observed++) {
            List<Integer> picks = new ArrayList<>();
            for (ModelSearch search : List.of(
                    new ModelSearch(ModelSearch.Settings.standard(), beliefs),
                    new ModelSearch(ModelSearch.Settings.standard(), beliefs),
                    model())) {
                Problem problem = problem(60);
                for (int i = 0; i < observed; i++) {
                    Trial trial = problem.trials().get(i % 13);
                    problem.observe(trial, loss(trial, trial.epochs() + 1));
                }
                Pick pick = Objects.requireNonNull(search.next(problem, new SplittableRandom(observed)));
                picks.add(pick.trial().number());
            }
            assertThat(picks).containsOnly(picks.getFirst());
        }
    }

    @Test
    void the_same_losses_and_random_numbers_give_the_same_picks() {
        List<Integer> once = picks();
        assertThat(picks()).isEqualTo(once);
    }

    private static List<Integer> picks() {
        Problem problem = problem(60);
        SplittableRandom random = new SplittableRandom(3);
        ModelSearch search = model();
        List<Integer> picks = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            picks.add(step(search, problem, random).trial().number());
        }
        return picks;
    }

    @Test
    void of_those_that_are_equally_good_the_model_takes_the_cheap() {
        List<Trial> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(new Trial(i, new double[] {.5}, i % 2 == 0 ? 4 : 1, .2));
        }
        Problem problem = new Problem("digits", SHAPES, all);
        for (int epoch = 1; epoch <= 4; epoch++) {
            for (Trial trial : all) {
                problem.observe(trial, .5 + .4 * Math.exp(-epoch / 10.0));
            }
        }
        ModelSearch search = model();
        SplittableRandom random = new SplittableRandom(3);
        int[] picks = new int[2];
        for (int i = 0; i < 60; i++) {
            Pick pick = Objects.requireNonNull(search.next(problem, random));
            picks[pick.trial().number() % 2] += pick.ground() == Pick.Ground.BY_MODEL ? 1 : 0;
        }
        assertThat(picks[0]).isZero();
        assertThat(picks[1]).isGreaterThan(10);
    }

    @Test
    void the_cheaper_of_two_that_promise_the_same_takes_the_slot_over() {
        for (double seconds : new double[] {1, 20}) {
            Problem problem = new Problem(
                    "digits",
                    SHAPES,
                    List.of(new Trial(0, new double[] {0}, 20, 0), new Trial(1, new double[] {1}, seconds, 0)));
            for (int epoch = 1; epoch <= 4; epoch++) {
                for (Trial trial : problem.trials()) {
                    problem.observe(trial, .9 - .1 * epoch);
                }
            }
            assertThat(model().keeps(problem, problem.trials().getFirst(), false))
                    .isEqualTo(seconds == 20);
        }
    }

    @Test
    void the_model_finds_the_best_settings_and_trains_them_to_the_end() {
        Problem problem = problem(60);
        SplittableRandom random = new SplittableRandom(3);
        ModelSearch search = model();
        for (int i = 0; i < 300; i++) {
            step(search, problem, random);
        }
        Trial most = problem.trials().stream()
                .max(java.util.Comparator.comparingInt(Trial::epochs))
                .orElseThrow();
        assertThat(most.epochs()).isEqualTo(50);
        assertThat(most.number()).isBetween(20, 28);
    }

    @Test
    void where_beginners_go_first_nobody_stays_by_a_promise_while_one_waits_to_begin() {
        Problem problem = problem(6);
        ModelSearch search = model();
        Trial first = problem.trials().getFirst();
        for (int epoch = 1; epoch <= 5; epoch++) {
            problem.observe(first, loss(first, epoch));
        }
        assertThat(search.keeps(problem, first, true)).isFalse();
        assertThat(search.keeps(problem, first, false)).isTrue();
        problem.trials().forEach(trial -> trial.waiting(trial == first));
        assertThat(search.keeps(problem, first, true)).isTrue();
    }

    @Test
    void promises_are_probabilities_and_say_how_many_epochs_they_take() {
        Problem problem = problem(60);
        SplittableRandom random = new SplittableRandom(3);
        ModelSearch search = model();
        assertThat(search.promises(problem)).allMatch(promise -> promise.epochs() == 1);
        for (int i = 0; i < 40; i++) {
            step(search, problem, random);
        }
        assertThat(search.promises(problem))
                .allSatisfy(promise -> assertThat(promise.probability()).isBetween(0.0, 1.0))
                .allMatch(promise -> promise.epochs() == 50 - promise.trial().epochs());
    }

    private static ModelSearch model() {
        return new ModelSearch(ModelSearch.Settings.standard());
    }
}
