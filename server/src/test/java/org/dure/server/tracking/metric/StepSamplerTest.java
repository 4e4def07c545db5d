package org.dure.server.tracking.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The expectations are those of MLflow's server.
class StepSamplerTest {

    private static long[] range(long end) {
        return LongStream.range(0, end).toArray();
    }

    @Test
    void steps_are_sampled_evenly_with_the_last_one() {
        assertThat(StepSampler.sample(List.of(range(10)), null, null, 5)).containsExactly(0, 2, 4, 6, 8, 9);
        assertThat(StepSampler.sample(List.of(range(10)), 4L, 8L, 5)).containsExactly(4, 5, 6, 7, 8);
        assertThat(StepSampler.sample(
                        List.of(LongStream.iterate(0, step -> step + 10)
                                .limit(101)
                                .toArray()),
                        0L,
                        1000L,
                        5))
                .containsExactly(0, 200, 400, 600, 800, 1000);
    }

    @Test
    void each_runs_first_and_last_step_is_there() {
        assertThat(StepSampler.sample(List.of(range(10), range(20)), null, null, 5))
                .containsExactly(0, 4, 8, 9, 12, 16, 19);
    }

    @Test
    void steps_in_any_order_and_twice_count_once() {
        assertThat(StepSampler.sample(List.of(new long[] {3, 1, 2, 1}, new long[0], new long[] {2}), null, null, 100))
                .containsExactly(1, 2, 3);
        assertThat(StepSampler.sample(List.of(), null, null, 5)).isEmpty();
        assertThat(StepSampler.sample(
                        List.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}), Long.MIN_VALUE, Long.MAX_VALUE, 5))
                .containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
    }
}
