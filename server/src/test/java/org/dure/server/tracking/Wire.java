package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dure.server.Api;
import tools.jackson.databind.JsonNode;

/// Talks MLflow's wire as one caller, within one experiment.
record Wire(Api.Caller caller, String experiment) {

    static final String ROOT = "/api/2.0/mlflow";

    /// With a new experiment of that name.
    static Wire of(Api.Caller caller, String name) {
        return new Wire(caller, newExperiment(caller, name));
    }

    static String newExperiment(Api.Caller caller, String name) {
        return caller.post(ROOT + "/experiments/create", "{\"name\":\"%s\"}".formatted(name))
                .expect(200)
                .json()
                .path("experiment_id")
                .asString();
    }

    /// @param more further fields, beginning with a comma
    String newRun(String more) {
        return post("/runs/create", "{\"experiment_id\":\"%s\"%s}".formatted(experiment, more))
                .expect(200)
                .json()
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
    }

    Api.Answer post(String path, String json) {
        return caller.post(ROOT + path, json);
    }

    Api.Answer get(String path) {
        return caller.get(ROOT + path);
    }

    JsonNode run(String id) {
        return get("/runs/get?run_id=" + id).expect(200).json().path("run");
    }

    void log(String body) {
        post("/runs/log-batch", body).expect(200);
    }

    JsonNode search(String filter, String order) {
        return post(
                        "/runs/search",
                        "{\"experiment_ids\":[\"%s\"],\"filter\":\"%s\",\"order_by\":[%s]}"
                                .formatted(experiment, filter, order.isEmpty() ? "" : "\"" + order + "\""))
                .expect(200)
                .json()
                .path("runs");
    }

    static List<String> ids(JsonNode runs) {
        return runs.values().stream()
                .map(run -> run.path("info").path("run_id").asString())
                .toList();
    }

    static void refused(Api.Answer answer, int status, String code, String message) {
        answer.expect(status);
        assertThat(answer.json().path("error_code").asString()).isEqualTo(code);
        assertThat(answer.json().path("message").asString()).contains(message);
    }
}
