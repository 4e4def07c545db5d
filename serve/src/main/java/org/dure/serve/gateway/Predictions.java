package org.dure.serve.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dure.base.Ids;
import org.dure.base.model.Signature;
import org.dure.base.serving.RoutingTable;
import org.dure.base.serving.ServeEvent;
import org.dure.serve.access.Admission;
import org.dure.serve.access.Caller;
import org.dure.serve.access.Quotas;
import org.dure.serve.deploy.Deployments;
import org.dure.serve.deploy.LiveModel;
import org.dure.serve.deploy.RunnerException;
import org.dure.serve.model.Tensor;
import org.dure.serve.spool.Spool;
import org.dure.serve.spool.SpoolFullException;
import org.jspecify.annotations.Nullable;

/// Answers inference requests: within quota, by the live model, with a durable usage event before the answer.
final class Predictions {

    private static final System.Logger LOG = System.getLogger(Predictions.class.getName());

    /// A sample with more values than this is not kept; it would crowd the spool.
    private static final int SAMPLE_VALUES_MAX = 50_000;

    private final Deployments deployments;
    private final Quotas quotas;
    private final Spool spool;

    Predictions(Deployments deployments, Quotas quotas, Spool spool) {
        this.deployments = deployments;
        this.quotas = quotas;
        this.spool = spool;
    }

    /// What reads the request's body; called once the call is admitted.
    interface Body {
        byte[] read() throws RefusedException;
    }

    /// An answered request before it is told: what the caller gets, and what the usage event says.
    private record Outcome(int status, byte[] body, long rows, ServeEvent.@Nullable Sample sample) {}

    /// The answer's body.
    ///
    /// @param version the one asked for; null for the live one
    /// @throws RefusedException with the status to answer instead; its usage is recorded, too
    byte[] infer(Caller caller, RoutingTable.Endpoint endpoint, @Nullable String version, Body body)
            throws RefusedException, InterruptedException {
        UUID requestId = Ids.next();
        long started = System.nanoTime();
        RefusedException refusal;
        @Nullable LiveModel model = null;
        boolean admitted = false;
        try {
            admit(caller, endpoint.id());
            admitted = true;
            byte[] bytes = body.read();
            started = System.nanoTime();
            model = model(endpoint, version);
            Outcome outcome = compute(caller, endpoint, model, requestId, bytes);
            recordUsage(
                    caller, endpoint, model, requestId, outcome.status(), outcome.rows(), started, outcome.sample());
            return outcome.body();
        } catch (RefusedException refused) {
            refusal = refused;
        } catch (RuntimeException unexpected) {
            LOG.log(System.Logger.Level.ERROR, "A prediction failed", unexpected);
            refusal = RefusedException.of(500, "The request failed");
        } catch (SpoolFullException full) {
            quotas.release(caller);
            throw spoolFull();
        } finally {
            if (model != null) {
                model.close();
            }
        }
        if (admitted && !Quotas.counts(refusal.status())) {
            quotas.release(caller);
        }
        try {
            recordUsage(caller, endpoint, model, requestId, refusal.status(), 0, started, null);
        } catch (SpoolFullException full) {
            throw spoolFull();
        }
        throw refusal;
    }

    private void admit(Caller caller, UUID endpointId) throws RefusedException {
        switch (quotas.admit(caller, endpointId)) {
            case Admission.Admitted() -> {}
            case Admission.Refused(long retryAfterS, String reason) ->
                throw RefusedException.later(429, reason, retryAfterS);
        }
    }

    /// Feedback is held to the calls a second, and costs none of the day.
    void admitFeedback(Caller caller, RoutingTable.Endpoint endpoint) throws RefusedException {
        admit(caller, endpoint.id());
        quotas.release(caller);
    }

    /// The live model of an endpoint, to be closed after use.
    ///
    /// @param version the one asked for; null for the live one
    LiveModel model(RoutingTable.Endpoint endpoint, @Nullable String version) throws RefusedException {
        LiveModel model = deployments
                .acquire(endpoint.id())
                .orElseThrow(() -> RefusedException.later(
                        503, "The endpoint \"" + endpoint.name() + "\" has no model that answers yet", 1));
        if (version != null && !version.equals(model.version())) {
            String live = model.version();
            model.close();
            throw RefusedException.of(
                    404,
                    "The endpoint \"" + endpoint.name() + "\" has no version \"" + version + "\"; it serves \"" + live
                            + "\"");
        }
        return model;
    }

    private static Outcome compute(
            Caller caller, RoutingTable.Endpoint endpoint, LiveModel model, UUID requestId, byte[] body)
            throws RefusedException, InterruptedException {
        InferRequest request = InferRequestReader.read(body, model.signature());
        try {
            List<Tensor> outputs = model.infer(request.inputs());
            ServeEvent.Sample sample = sample(caller, endpoint, model, requestId, request, outputs);
            byte[] answer = InferAnswerWriter.write(
                    endpoint.name(), model.version(), request, requestId, sample != null, outputs);
            return new Outcome(200, answer, request.rows(), sample);
        } catch (RunnerException failure) {
            String reason = String.valueOf(failure.getMessage());
            throw switch (failure.kind()) {
                case MODEL_FAILED -> RefusedException.of(500, reason);
                case UNAVAILABLE -> RefusedException.later(503, reason, 1);
            };
        }
    }

    private static ServeEvent.@Nullable Sample sample(
            Caller caller,
            RoutingTable.Endpoint endpoint,
            LiveModel model,
            UUID requestId,
            InferRequest request,
            List<Tensor> outputs) {
        Signature signature = model.signature();
        Tensor input = request.inputs().getFirst();
        if (request.consentPurpose() == null
                || request.rows() != 1
                || signature.labels().isEmpty()
                || input.elements() > SAMPLE_VALUES_MAX) {
            return null;
        }
        Tensor scores = outputs.stream()
                .filter(output -> output.name().equals(signature.scores()))
                .findFirst()
                .orElseThrow();
        return new ServeEvent.Sample(
                requestId,
                Instant.now(),
                caller.keyId(),
                endpoint.projectId(),
                endpoint.id(),
                model.deploymentId(),
                model.version(),
                request.consentPurpose(),
                Arrays.stream(input.doubles()).boxed().toList(),
                Arrays.stream(scores.doubles()).boxed().toList());
    }

    private void recordUsage(
            Caller caller,
            RoutingTable.Endpoint endpoint,
            @Nullable LiveModel model,
            UUID requestId,
            int status,
            long rows,
            long started,
            ServeEvent.@Nullable Sample sample)
            throws SpoolFullException, InterruptedException {
        List<ServeEvent> events = new ArrayList<>();
        events.add(new ServeEvent.Usage(
                requestId,
                Instant.now(),
                caller.keyId(),
                endpoint.projectId(),
                endpoint.id(),
                model == null ? null : model.deploymentId(),
                model == null ? null : model.version(),
                status,
                rows,
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started)));
        if (sample != null) {
            events.add(sample);
        }
        spool.append(events);
    }

    /// Keeps what a caller says the answer should have been; answers the correction's id.
    UUID correct(Caller caller, RoutingTable.Endpoint endpoint, UUID requestId, String label)
            throws RefusedException, InterruptedException {
        LiveModel model = model(endpoint, null);
        try (model) {
            List<String> labels = model.signature().labels();
            if (labels.isEmpty()) {
                throw RefusedException.badRequest("The model of \"" + endpoint.name() + "\" has no labels");
            }
            if (!labels.contains(label)) {
                throw RefusedException.badRequest("label \"" + label + "\" is none of the model's "
                        + labels.subList(0, Math.min(20, labels.size())));
            }
            UUID id = Ids.next();
            spool.append(List.of(
                    new ServeEvent.Correction(id, Instant.now(), caller.keyId(), endpoint.id(), requestId, label)));
            return id;
        } catch (SpoolFullException full) {
            throw spoolFull();
        }
    }

    private static RefusedException spoolFull() {
        LOG.log(System.Logger.Level.ERROR, "A request is refused because its event cannot be kept");
        return RefusedException.later(503, "Usage cannot be recorded at the moment; nothing was answered", 10);
    }
}
