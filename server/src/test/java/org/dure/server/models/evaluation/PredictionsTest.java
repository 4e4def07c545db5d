package org.dure.server.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.dure.base.Json;
import org.junit.jupiter.api.Test;

class PredictionsTest {

    private static Predictions read(String items) {
        return Json.MAPPER.readValue(
                "{\"labels\":[\"a\",\"b\"],\"predictions\":[" + items + "],\"latency_us_median\":7}",
                Predictions.class);
    }

    private static String item(String path, String label) {
        return "{\"path\":\"%s\",\"label\":\"%s\",\"scores\":[0.5,0.5]}".formatted(path, label);
    }

    @Test
    void items_are_joined_with_their_labels_by_number_whatever_their_order() throws Exception {
        Predictions predictions = read(item("10.png", "b") + "," + item("2.jpg", "a") + "," + item("0.png", "a"));
        List<String> truth = Arrays.asList("a", null, "b", null, null, null, null, null, null, null, "b");
        assertThat(predictions.outcomes(truth).stream().toArray()).containsExactly(0, 10);
    }

    @Test
    void an_item_that_is_missing_unknown_or_there_twice_makes_them_unusable() {
        List<String> truth = List.of("a", "b");
        assertThatThrownBy(() -> read(item("0.png", "a")).outcomes(truth)).hasMessageContaining("1 of 2");
        assertThatThrownBy(() -> read(item("2.png", "a")).outcomes(truth)).hasMessageContaining("does not have");
        assertThatThrownBy(() -> read(item("../x.png", "a")).outcomes(truth)).hasMessageContaining("does not have");
        assertThatThrownBy(() ->
                        read(item("0.png", "a") + "," + item("0.png", "b")).outcomes(truth))
                .hasMessageContaining("twice");
    }
}
