package org.dure.server.models.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.Api;
import tools.jackson.databind.JsonNode;

/// Talks the registry's part of MLflow's wire as one caller.
record RegistryWire(Api.Caller caller) {

    static final String ROOT = "/api/2.0/mlflow";

    Api.Answer send(String method, String path, Map<String, ?> body) {
        return caller.send(method, ROOT + path, Json.MAPPER.writeValueAsString(body));
    }

    Api.Answer post(String path, Map<String, ?> body) {
        return send("POST", path, body);
    }

    /// @param query names and values by turns
    Api.Answer get(String path, String... query) {
        StringBuilder whole = new StringBuilder(ROOT + path);
        for (int at = 0; at < query.length; at += 2) {
            whole.append(at == 0 ? '?' : '&')
                    .append(query[at])
                    .append('=')
                    .append(URLEncoder.encode(query[at + 1], StandardCharsets.UTF_8));
        }
        return caller.get(whole.toString());
    }

    void make(String name) {
        post("/registered-models/create", Map.of("name", name)).expect(200);
    }

    /// @return the number of the new version
    String register(String name, String source) {
        return post("/model-versions/create", Map.of("name", name, "source", source))
                .expect(200)
                .json()
                .path("model_version")
                .path("version")
                .asString();
    }

    JsonNode model(String name) {
        return get("/registered-models/get", "name", name).expect(200).json().path("registered_model");
    }

    JsonNode version(String name, String version) {
        return get("/model-versions/get", "name", name, "version", version)
                .expect(200)
                .json()
                .path("model_version");
    }

    void move(String name, String version, String stage) {
        post("/model-versions/transition-stage", Map.of("name", name, "version", version, "stage", stage))
                .expect(200);
    }

    List<String> models(String... query) {
        return get("/registered-models/search", query)
                .expect(200)
                .json()
                .path("registered_models")
                .valueStream()
                .map(model -> model.path("name").asString())
                .toList();
    }

    /// As `name/number`.
    List<String> versions(String... query) {
        return get("/model-versions/search", query)
                .expect(200)
                .json()
                .path("model_versions")
                .valueStream()
                .map(version -> version.path("name").asString() + "/"
                        + version.path("version").asString())
                .toList();
    }

    static void refused(Api.Answer answer, int status, String code, String message) {
        answer.expect(status);
        assertThat(answer.json().path("error_code").asString()).isEqualTo(code);
        assertThat(answer.json().path("message").asString()).contains(message);
    }
}
