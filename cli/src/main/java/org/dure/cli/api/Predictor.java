package org.dure.cli.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.base.model.Picture;
import org.dure.base.model.Signature;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks one endpoint of `serve` for classes of pictures, over the Open Inference Protocol.
public final class Predictor {

    /// @param label     with the largest score
    /// @param requestId by which feedback can be given
    public record Answer(
            String label, double score, Map<String, Double> scores, String requestId, String modelVersion) {}

    private final Api serve;
    private final String endpoint;
    private final Signature signature;
    private final Signature.ImageInput image;
    private final List<Long> shape;

    /// @param serve     with an API key or a try-it token
    /// @param signature of the model behind the endpoint
    public Predictor(Api serve, String endpoint, Signature signature) {
        if (signature.image() == null || signature.scores() == null) {
            throw new CommandFailure("The model behind " + endpoint + " takes no pictures.");
        }
        this.serve = serve;
        this.endpoint = endpoint;
        this.signature = signature;
        this.image = signature.image();
        this.shape = oneRow(signature.inputs().getFirst().shape());
    }

    /// The signature of the model version that an endpoint serves now.
    ///
    /// @param endpoint as `server` describes it
    public static Signature signatureOf(Api server, JsonNode endpoint) {
        JsonNode live = endpoint.path("live");
        if (!live.path("model_id").isString()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "Nothing is deployed at " + endpoint.path("name").asString() + " yet.");
        }
        JsonNode version = server.get("/api/v1/models/" + live.path("model_id").asString() + "/versions/"
                + live.path("model_version").asInt());
        return Json.MAPPER.treeToValue(version.path("signature"), Signature.class);
    }

    /// @param consentPurpose what the sender of the picture agrees to its being kept for; null for not at all
    /// @throws IOException saying what is wrong with the picture
    public Answer ask(byte[] picture, @Nullable String consentPurpose) throws IOException {
        float[] values = Picture.decode(picture).tensor(image);
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("name", signature.inputs().getFirst().name());
        input.put("shape", shape);
        input.put("datatype", signature.inputs().getFirst().datatype());
        input.put("data", values);
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("inputs", List.of(input));
        if (consentPurpose != null) {
            request.put("parameters", Map.of("consent_purpose", consentPurpose));
        }
        return answer(serve.post("/v2/models/" + Api.encoded(endpoint) + "/infer", request));
    }

    /// Says what the answer to a kept request should have been, or confirms it.
    public void feedBack(String requestId, String label) {
        serve.post(
                "/v2/models/" + Api.encoded(endpoint) + "/feedback", Map.of("request_id", requestId, "label", label));
    }

    private Answer answer(JsonNode response) {
        for (JsonNode output : response.path("outputs").values()) {
            if (output.path("name").asString().equals(signature.scores())) {
                return answer(response, output.path("data"));
            }
        }
        throw new CommandFailure("The answer of " + endpoint + " lacks the output " + signature.scores() + ".");
    }

    private Answer answer(JsonNode response, JsonNode data) {
        Map<String, Double> scores = new LinkedHashMap<>();
        int best = 0;
        for (int i = 0; i < signature.labels().size(); i++) {
            scores.put(signature.labels().get(i), data.path(i).asDouble());
            best = data.path(i).asDouble() > data.path(best).asDouble() ? i : best;
        }
        return new Answer(
                signature.labels().get(best),
                data.path(best).asDouble(),
                scores,
                response.path("parameters").path("request_id").asString(""),
                response.path("model_version").asString(""));
    }

    private static List<Long> oneRow(List<Long> shape) {
        List<Long> row = new ArrayList<>(shape);
        row.set(0, 1L);
        return row;
    }
}
