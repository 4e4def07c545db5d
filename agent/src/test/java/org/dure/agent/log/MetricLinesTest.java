package org.dure.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Metrics without any client: lines on standard output.
class MetricLinesTest {

    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

    @Test
    void numbers_become_points_at_the_lines_step() {
        assertThat(MetricLines.read(
                        "dure: {\"step\": 3, \"loss\": 0.41, \"note\": \"x\", \"right\": true, \"n\": 7}", TIME))
                .containsExactly(
                        new MetricLines.Point("loss", 0.41, 1_700_000_000_123L, 3),
                        new MetricLines.Point("n", 7.0, 1_700_000_000_123L, 3));
    }

    @Test
    void without_a_step_it_is_0() {
        assertThat(MetricLines.read("dure:{\"loss\": 1}", TIME))
                .containsExactly(new MetricLines.Point("loss", 1.0, 1_700_000_000_123L, 0));
    }

    @Test
    void a_diverged_loss_is_kept_as_python_writes_it() {
        assertThat(MetricLines.read("dure: {\"a\": NaN, \"b\": Infinity, \"c\": -Infinity}", TIME))
                .extracting(MetricLines.Point::value)
                .containsExactly("NaN", "Infinity", "-Infinity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dure:", "dure: 3", "dure: [1]", "dure: {\"loss\": }", "dure: {\"\": 1}", "dure: null"})
    void anything_else_has_no_points(String line) {
        assertThat(MetricLines.read(line, TIME)).isEmpty();
    }

    @Test
    void names_that_the_server_would_refuse_are_left_out_and_the_others_kept() {
        assertThat(MetricLines.read(
                        "dure: {\"dure.cost\": 0, \"Dure.x\": 1, \"a/../b\": 1, \"/a\": 1, \"a\\nb\": 1, \"정확도\": 2}",
                        TIME))
                .containsExactly(new MetricLines.Point("정확도", 2.0, 1_700_000_000_123L, 0));
    }
}
