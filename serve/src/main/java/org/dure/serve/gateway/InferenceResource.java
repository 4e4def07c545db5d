package org.dure.serve.gateway;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.model.Signature;
import org.dure.base.serving.RoutingTable;
import org.dure.serve.access.Caller;
import org.dure.serve.access.Callers;
import org.dure.serve.access.Quotas;
import org.dure.serve.deploy.Deployments;
import org.dure.serve.deploy.LiveModel;
import org.dure.serve.spool.Spool;
import org.dure.serve.table.Routes;
import org.dure.serve.table.TableKeeper;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The Open Inference Protocol v2 over REST, and `feedback` beside it. An endpoint of Dure is a model to the protocol.
public final class InferenceResource {

    private static final String MODEL = "/v2/models/{model}";
    private static final String VERSION = MODEL + "/versions/{version}";
    private static final int FEEDBACK_BYTES_MAX = 64 << 10;
    private static final HeaderName BINARY = HeaderNames.create("Inference-Header-Content-Length");

    private final TableKeeper tables;
    private final Deployments deployments;
    private final Predictions predictions;
    private final Bodies bodies = new Bodies();

    public InferenceResource(TableKeeper tables, Deployments deployments, Quotas quotas, Spool spool) {
        this.tables = tables;
        this.deployments = deployments;
        this.predictions = new Predictions(deployments, quotas, spool);
    }

    /// What a route does; a refusal becomes the answer.
    private interface Work {
        Answer answer(ServerRequest request) throws RefusedException, InterruptedException;
    }

    void register(HttpRouting.Builder routing) {
        routing.get("/v2/health/live", handler(request -> Answer.json(200, Map.of("live", true))));
        routing.get("/v2/health/ready", handler(request -> ready()));
        routing.get("/health", handler(request -> ready()));
        routing.get("/v2", handler(request -> server()));
        routing.get("/v2/", handler(request -> server()));
        for (String model : List.of(MODEL, VERSION)) {
            routing.get(model, handler(this::metadata));
            routing.get(model + "/ready", handler(this::modelReady));
            routing.post(model + "/infer", handler(this::infer));
        }
        routing.post(MODEL + "/feedback", handler(this::feedback));
    }

    private static io.helidon.webserver.http.Handler handler(Work work) {
        return (ServerRequest request, ServerResponse response) -> {
            try {
                Gateway.answer(response, work.answer(request));
            } catch (RefusedException refused) {
                Gateway.answer(response, Answer.of(refused));
            }
        };
    }

    private static Answer server() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", "dure");
        metadata.put("version", "0.1.0");
        metadata.put("extensions", List.of());
        return Answer.json(200, metadata);
    }

    private Answer ready() {
        boolean ready = tables.current().isPresent() && deployments.isReady();
        return Answer.json(ready ? 200 : 503, Map.of("ready", ready));
    }

    private Answer modelReady(ServerRequest request) throws RefusedException {
        Target target = target(request);
        Optional<LiveModel> model = deployments.acquire(target.endpoint().id());
        boolean ready = false;
        if (model.isPresent()) {
            try (LiveModel live = model.get()) {
                ready = (target.version() == null || target.version().equals(live.version())) && live.isAnswering();
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", target.endpoint().name());
        answer.put("ready", ready);
        return Answer.json(ready ? 200 : 503, answer);
    }

    private Answer metadata(ServerRequest request) throws RefusedException {
        Target target = target(request);
        try (LiveModel model = predictions.model(target.endpoint(), target.version())) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("name", target.endpoint().name());
            metadata.put("versions", List.of(model.version()));
            metadata.put("platform", "onnxruntime_onnx");
            metadata.put("inputs", tensors(model.signature().inputs()));
            metadata.put("outputs", tensors(model.signature().outputs()));
            return Answer.json(200, metadata);
        }
    }

    private static List<Map<String, Object>> tensors(List<Signature.Tensor> tensors) {
        return tensors.stream()
                .map(tensor -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("name", tensor.name());
                    one.put("datatype", tensor.datatype());
                    one.put("shape", tensor.shape());
                    return one;
                })
                .toList();
    }

    private Answer infer(ServerRequest request) throws RefusedException, InterruptedException {
        Target target = target(request);
        byte[] answer = predictions.infer(target.caller(), target.endpoint(), target.version(), () -> {
            if (request.headers().contains(BINARY)) {
                throw RefusedException.badRequest(
                        "Binary tensors (Inference-Header-Content-Length) are not offered; send data as JSON");
            }
            return bodies.read(request, Bodies.BYTES_MAX);
        });
        return new Answer(200, answer, 0);
    }

    private Answer feedback(ServerRequest request) throws RefusedException, InterruptedException {
        Target target = target(request);
        predictions.admitFeedback(target.caller(), target.endpoint());
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(bodies.read(request, FEEDBACK_BYTES_MAX));
        } catch (JacksonException malformed) {
            throw RefusedException.badRequest("The body is no JSON: " + malformed.getOriginalMessage());
        }
        UUID requestId;
        try {
            requestId = UUID.fromString(text(body, "request_id"));
        } catch (IllegalArgumentException noId) {
            throw RefusedException.badRequest("request_id must be the parameters.request_id of an answer, a UUID");
        }
        UUID id = predictions.correct(target.caller(), target.endpoint(), requestId, text(body, "label"));
        return Answer.json(202, Map.of("id", id));
    }

    private static String text(JsonNode body, String field) throws RefusedException {
        JsonNode value = body.get(field);
        if (value == null || !value.isString()) {
            throw RefusedException.badRequest(field + " must be a string");
        }
        return value.asString();
    }

    /// Who calls what.
    ///
    /// @param version null where the path names none
    private record Target(
            Caller caller,
            RoutingTable.Endpoint endpoint,
            @Nullable String version) {}

    private Target target(ServerRequest request) throws RefusedException {
        Routes routes = tables.current()
                .orElseThrow(() -> RefusedException.later(
                        503, "There is no routing table of the last 24 hours: server has not been reached", 5));
        Caller caller = request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .flatMap(header -> Callers.identify(header, routes, Instant.now()))
                .orElseThrow(() -> RefusedException.of(
                        401, "The key is missing, unknown, expired or revoked; send Authorization: Bearer <key>"));
        String name = request.path().pathParameters().get("model");
        RoutingTable.Endpoint endpoint = routes.endpoint(caller.projectId(), name)
                .filter(found -> caller.mayCall(found.id()))
                .orElseThrow(() -> RefusedException.of(404, "There is no endpoint \"" + name + "\""));
        return new Target(
                caller,
                endpoint,
                request.path().pathParameters().first("version").orElse(null));
    }
}
