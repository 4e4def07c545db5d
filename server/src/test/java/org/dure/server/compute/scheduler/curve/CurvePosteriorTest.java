package org.dure.server.compute.scheduler.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class CurvePosteriorTest {

    private static final CurveShapes SHAPES = CurveShapes.of(50);

    private static CurvePosterior after(int epochs, IntToDoubleFunction loss) {
        Curve curve = new Curve(SHAPES);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            curve.add(loss.applyAsDouble(epoch));
        }
        return new CurvePosterior(SHAPES, curve, CurvePrior.of(SHAPES, .1, .8));
    }

    @Test
    void the_end_of_an_exponential_curve_is_foreseen_from_its_first_twelve_epochs() {
        IntToDoubleFunction loss = epoch -> .2 + .6 * Math.exp(-(epoch - 1) / 8.0);
        CurvePosterior posterior = after(12, loss);
        assertThat(posterior.mean(50)).isCloseTo(loss.applyAsDouble(50), within(.05));
    }

    @Test
    void a_flat_curve_is_expected_to_stay_flat() {
        assertThat(after(10, epoch -> .7).mean(50)).isCloseTo(.7, within(.03));
    }

    @Test
    void each_epoch_narrows_what_is_believed() {
        IntToDoubleFunction loss = epoch -> .3 + .5 / epoch;
        assertThat(after(20, loss).variance(50)).isLessThan(after(5, loss).variance(50));
        assertThat(after(5, loss).variance(50)).isLessThan(after(1, loss).variance(50));
    }

    @Test
    void probabilities_grow_with_the_threshold_from_none_to_all() {
        CurvePosterior posterior = after(5, epoch -> .3 + .5 / epoch);
        assertThat(posterior.below(50, -3)).isLessThan(.01);
        assertThat(posterior.below(50, .3)).isLessThan(posterior.below(50, .4));
        assertThat(posterior.below(50, 4)).isGreaterThan(.99);
    }

    @Test
    void a_horizon_of_one_epoch_has_a_posterior() {
        CurveShapes single = CurveShapes.of(1);
        Curve curve = new Curve(single);
        curve.add(.5);
        assertThat(new CurvePosterior(single, curve, CurvePrior.of(single, .1, .8)).mean(1))
                .isFinite();
    }
}
