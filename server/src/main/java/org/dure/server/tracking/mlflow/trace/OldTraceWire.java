package org.dure.server.tracking.mlflow.trace;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.dure.base.Json;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.dure.server.tracking.mlflow.artifact.ArtifactAnswers;
import org.dure.server.tracking.trace.OtlpSpans;
import org.dure.server.tracking.trace.Trace;
import org.dure.server.tracking.trace.TraceService;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Traces as MLflow 2's clients speak of them: begun and ended in two requests, their spans in the file `traces.json`.
@MlflowWire
class OldTraceWire {

    private static final String FILE = "traces.json";
    private static final int PAGE = 100;
    private static final int PAGE_MOST = 500;
    private static final List<String> STATUSES = List.of("TRACE_STATUS_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS");

    private final TraceService traces;
    private final ExperimentService experiments;
    private final ArtifactService artifacts;

    OldTraceWire(TraceService traces, ExperimentService experiments, ArtifactService artifacts) {
        this.traces = traces;
        this.experiments = experiments;
        this.artifacts = artifacts;
    }

    /// Versions 2 and 3 send different bodies to one path.
    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/traces")
    Object start(Caller caller, Fields fields) {
        if (fields.has("trace")) {
            return TraceWire.start(traces, experiments, caller, fields.object("trace"));
        }
        if (!fields.has("experiment_id")) {
            throw MlflowError.missing("trace");
        }
        Experiment experiment = Lookup.experiment(experiments, caller, fields.required("experiment_id"));
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return new TraceAnswers.OldAnswer(TraceAnswers.old(traces.put(
                caller,
                experiment,
                new TraceService.NewTrace(
                        "tr-" + HexFormat.of().formatHex(id),
                        null,
                        fields.whole("timestamp_ms", System.currentTimeMillis()),
                        null,
                        "IN_PROGRESS",
                        null,
                        null,
                        fields.pairs("request_metadata"),
                        fields.pairs("tags")),
                false)));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PatchMapping("/traces/{trace}")
    TraceAnswers.OldAnswer end(Caller caller, @PathVariable String trace, Fields fields) {
        String status = fields.choice("status", 0, STATUSES);
        return new TraceAnswers.OldAnswer(TraceAnswers.old(traces.end(
                caller,
                trace,
                fields.whole("timestamp_ms", System.currentTimeMillis()),
                status == null || status.equals(STATUSES.getFirst()) ? "STATE_UNSPECIFIED" : status,
                fields.pairs("request_metadata"),
                fields.pairs("tags"))));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/traces/{trace}/info")
    TraceAnswers.OldAnswer info(Caller caller, @PathVariable String trace) {
        return new TraceAnswers.OldAnswer(TraceAnswers.old(traces.get(caller, trace)));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/traces")
    TraceAnswers.OldList search(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<Trace> found = traces.search(
                Lookup.visible(experiments, caller, fields.texts("experiment_ids")),
                fields.text("filter", ""),
                fields.texts("order_by"),
                offset,
                size + 1);
        return new TraceAnswers.OldList(
                found.stream().limit(size).map(TraceAnswers::old).toList(),
                found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    /// The file with the trace's spans: the one that its client has sent, or one made of the spans that are here.
    @Needs(Permission.TRACKING_READ)
    @GetMapping("/get-trace-artifact")
    ResponseEntity<?> file(Caller caller, Fields fields) throws IOException {
        Trace trace = traces.get(caller, fields.required("request_id"));
        List<byte[]> spans = traces.spans(List.of(trace)).getOrDefault(trace.id(), List.of());
        if (spans.isEmpty()) {
            return ArtifactAnswers.download(artifacts, caller, trace.id(), FILE);
        }
        ObjectNode json = Json.MAPPER.createObjectNode();
        ArrayNode all = json.putArray("spans");
        spans.forEach(span -> all.add(SpanJson.file(OtlpSpans.parse(span))));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_DISPOSITION, ArtifactAnswers.attachment(FILE))
                .header("X-Content-Type-Options", "nosniff")
                .body(json);
    }
}
