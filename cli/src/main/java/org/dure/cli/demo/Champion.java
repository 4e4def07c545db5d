package org.dure.cli.demo;

import tools.jackson.databind.JsonNode;

/// A model version that is, or was, the best of its problem.
///
/// @param trainedOn `dataset@version`
record Champion(String versionId, String modelId, String model, int version, double hiddenAccuracy, String trainedOn) {

    /// @param standing of the API's leaderboard or list of champions
    static Champion of(JsonNode standing, String trainedOn) {
        return new Champion(
                standing.path("version_id").asString(),
                standing.path("model_id").asString(),
                standing.path("model_name").asString(),
                standing.path("number").asInt(),
                standing.path("hidden_accuracy").asDouble(),
                trainedOn);
    }

    String label() {
        return model + "@" + version;
    }

    Result.Champion result() {
        return new Result.Champion(model, version, hiddenAccuracy, trainedOn);
    }
}
