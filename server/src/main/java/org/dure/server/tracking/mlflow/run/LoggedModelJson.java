package org.dure.server.tracking.mlflow.run;

import java.util.List;
import org.dure.base.Json;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.MlflowError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The description of a model that MLflow 2's `log_model` sends as a JSON text.
final class LoggedModelJson {

    private static final List<String> MANDATORY = List.of("artifact_path", "flavors", "utc_time_created", "run_id");

    private LoggedModelJson() {}

    /// @return the same JSON without blanks
    /// @throws MlflowError where it is none, or says too little
    static String check(String json) {
        JsonNode model;
        try {
            model = Json.MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw MlflowError.invalid("Malformed model info. \n " + Checks.cut(json, 200) + " \n is not a valid JSON.");
        }
        List<String> missing =
                MANDATORY.stream().filter(name -> !model.has(name)).toList();
        if (!missing.isEmpty()) {
            throw MlflowError.invalid("Model json is missing mandatory fields: " + missing);
        }
        return model.toString();
    }
}
