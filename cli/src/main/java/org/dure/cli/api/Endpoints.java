package org.dure.cli.api;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.cli.CommandFailure;
import tools.jackson.databind.JsonNode;

/// Deploying, and waiting until `serve` answers.
public record Endpoints(Api api, Finder finder) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /// Deploys `version`, making the endpoint where it is absent.
    ///
    /// @return the endpoint, when `serve` answers with that version
    public JsonNode deploy(String name, JsonNode version, boolean followChampion) {
        String id = existing(name);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model_id", version.path("model_id").asString());
        body.put("version", version.path("number").asInt());
        if (id.isEmpty()) {
            body.put("name", name);
            body.put("follow_champion", followChampion);
            id = api.post(finder.path("endpoints"), body).path("id").asString();
        } else {
            api.post("/api/v1/endpoints/" + id + "/deployments", body);
            if (followChampion) {
                api.put("/api/v1/endpoints/" + id + "/follow-champion", Map.of("follow_champion", true));
            }
        }
        return awaitLive(id, version.path("id").asString(), LIMIT);
    }

    /// Waits until `serve` answers at the endpoint with the model version of this id.
    ///
    /// @throws CommandFailure where loading fails, or lasts longer than `limit`
    public JsonNode awaitLive(String endpointId, String versionId, Duration limit) {
        Instant deadline = Instant.now().plus(limit);
        while (true) {
            JsonNode deployment = newest(endpointId, versionId);
            String state = deployment.path("state").asString("");
            if (state.equals("READY")) {
                return api.get("/api/v1/endpoints/" + endpointId);
            }
            if (state.equals("FAILED")) {
                throw new CommandFailure("serve could not load it: "
                        + deployment.path("reason").path("text").asString("no reason given"));
            }
            if (Instant.now().isAfter(deadline)) {
                throw new CommandFailure("serve did not answer with it within " + limit.toSeconds() + " s ("
                        + (state.isEmpty() ? "not deployed" : state) + ").");
            }
            Sessions.pause();
        }
    }

    private JsonNode newest(String endpointId, String versionId) {
        List<JsonNode> deployments = api.list("/api/v1/endpoints/" + endpointId + "/deployments");
        return deployments.stream()
                .filter(each -> each.path("version_id").asString().equals(versionId))
                .findFirst()
                .orElse(tools.jackson.databind.node.MissingNode.getInstance());
    }

    private String existing(String name) {
        return api.list(finder.path("endpoints")).stream()
                .filter(each -> each.path("name").asString().equals(name))
                .map(each -> each.path("id").asString())
                .findFirst()
                .orElse("");
    }
}
