package org.dure.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.dure.base.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DemoSchemaTest {

    @Test
    void what_the_demo_writes_is_what_its_schema_says() throws Exception {
        assertThat(DemoSchema.errors(Json.MAPPER.writeValueAsString(result()))).isEmpty();
    }

    @Test
    void a_session_without_a_judged_model_has_no_accuracy() throws Exception {
        ObjectNode line = Json.MAPPER.valueToTree(result());
        ((ObjectNode) line.path("sessions").path(2)).putNull("hidden_accuracy").put("state", "FAILED");

        assertThat(DemoSchema.errors(line.toString())).isEmpty();
    }

    @Test
    void a_missing_field_and_an_unknown_one_are_errors() throws Exception {
        ObjectNode line = Json.MAPPER.valueToTree(result());
        line.remove("refused");
        line.put("colour", "blue");

        assertThat(DemoSchema.errors(line.toString()))
                .hasSize(2)
                .anySatisfy(error -> assertThat(error).contains("refused"))
                .anySatisfy(error -> assertThat(error).contains("colour"));
    }

    private static Result result() {
        List<Result.Session> sessions = IntStream.range(0, 6)
                .mapToObj(i -> new Result.Session(UUID.randomUUID().toString(), "SUCCEEDED", 0.9 + i / 100.0))
                .toList();
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (String station : new String[] {
            "up", "data", "problem", "experiments", "champion", "deploy", "use", "feedback", "retrain", "refuse"
        }) {
            seconds.put(station, 1.5);
        }
        return new Result(
                new Result.Dataset(UUID.randomUUID().toString(), List.of(1, 2)),
                "digits",
                sessions,
                List.of(
                        new Result.Champion("digits", 5, 0.95, "digits@1"),
                        new Result.Champion("digits", 7, 0.98, "digits@2")),
                "digits",
                "http://127.0.0.1:8081",
                new Result.Predictions(2_000, 2_000, 0),
                new Result.Refused(8, "No better than the champion."),
                seconds);
    }
}
