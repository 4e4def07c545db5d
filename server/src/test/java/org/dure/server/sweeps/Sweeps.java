package org.dure.server.sweeps;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.dure.server.Api;
import tools.jackson.databind.JsonNode;

/// Follows sweeps in tests.
final class Sweeps {

    private static final Duration PATIENCE = Duration.ofSeconds(240);

    private Sweeps() {}

    /// Waits for the state.
    static JsonNode await(Api.Caller caller, String sweep, String state) {
        return await(caller, sweep, now -> now.path("state").asString().equals(state));
    }

    static JsonNode await(Api.Caller caller, String sweep, Predicate<JsonNode> wanted) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode json = caller.get("/api/v1/sweeps/" + sweep).expect(200).json();
            if (wanted.test(json)) {
                return json;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(json.toPrettyString() + trials(caller, sweep));
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// In the order of their numbers.
    static List<JsonNode> trials(Api.Caller caller, String sweep) {
        return caller.get("/api/v1/sweeps/" + sweep + "/trials")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .toList();
    }
}
