package org.dure.cli.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `dure demo --json` prints at its end; described by `api/demo.schema.json`.
///
/// @param sessions  the six with different settings
/// @param champions the one that was kept of those six, then the one that replaced it
/// @param seconds   that each station took, by the station's name
record Result(
        Dataset dataset,
        String problem,
        List<Session> sessions,
        List<Champion> champions,
        String endpoint,
        String serveUrl,
        Predictions predictions,
        Refused refused,
        Map<String, Double> seconds) {

    /// @param versions their numbers
    record Dataset(String id, List<Integer> versions) {}

    /// @param hiddenAccuracy null where no model of it could be judged
    record Session(String id, String state, @Nullable Double hiddenAccuracy) {}

    /// @param trainedOn `dataset@version`
    record Champion(String model, int version, double hiddenAccuracy, String trainedOn) {}

    /// @param lost asked, and never rightly answered
    record Predictions(long sent, long answered, long lost) {}

    /// @param version of the model
    /// @param reason  of the platform's decision
    record Refused(int version, String reason) {}
}
