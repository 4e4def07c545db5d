package org.dure.server.compute.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.junit.jupiter.api.Test;

class BeliefTest {

    private static final int HORIZON = 50;
    private static final int YOUNG = 9;

    /// Falls to a plateau at once, and to 0.3 below that when the learning rate falls at epoch 30.
    private static double dropsLate(int trial, int epoch) {
        return 1 + .01 * trial - .5 * (1 - Math.exp(-epoch / 2.0)) - (epoch < 30 ? 0 : .3);
    }

    private static Problem problem(int whole, int young) {
        List<Trial> trials = new ArrayList<>();
        for (int number = 0; number < whole + young; number++) {
            Trial trial = new Trial(number, new double[] {number / 20.0}, 1, 0);
            for (int epoch = 1; epoch <= (number < whole ? HORIZON : YOUNG); epoch++) {
                trial.observe(dropsLate(number, epoch));
            }
            trials.add(trial);
        }
        return new Problem("problem", CurveShapes.of(HORIZON), trials);
    }

    private static Belief.Outlook outlookOfLast(Problem problem) {
        return new Belief(problem, new SplittableRandom(1), 200, null)
                .outlook(problem.trials().getLast());
    }

    @Test
    void what_came_of_others_corrects_what_a_curve_says() {
        double end = dropsLate(17, HORIZON);
        Belief.Outlook nobodyWasThere = outlookOfLast(problem(0, 18));
        assertThat(nobodyWasThere.mean() - end).isGreaterThan(.2);
        Belief.Outlook twelveWere = outlookOfLast(problem(12, 6));
        assertThat(twelveWere.mean()).isCloseTo(end, within(.1));
    }

    @Test
    void where_the_bank_was_wrong_both_ways_it_is_believed_less() {
        Problem surprises = problem(0, 6);
        Problem usual = problem(0, 6);
        for (int number = 0; number < 5; number++) {
            for (int epoch = YOUNG + 1; epoch <= HORIZON; epoch++) {
                double plateau = dropsLate(number, YOUNG);
                usual.observe(usual.trials().get(number), plateau);
                surprises.observe(surprises.trials().get(number), plateau + (number % 2 == 0 ? .2 : -.2));
            }
        }
        assertThat(outlookOfLast(surprises).variance())
                .isGreaterThan(4 * outlookOfLast(usual).variance());
    }
}
