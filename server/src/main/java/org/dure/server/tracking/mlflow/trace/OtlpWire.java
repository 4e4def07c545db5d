package org.dure.server.tracking.mlflow.trace;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowForm;
import org.dure.server.tracking.trace.OtlpSpans;
import org.dure.server.tracking.trace.TraceService;
import org.dure.server.tracking.trace.TraceSpan;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/// OpenTelemetry's trace export (OTLP over HTTP, Protocol Buffers or JSON), into the experiment that a header names.
@MlflowForm
class OtlpWire {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final int BODY_BYTES_MOST = 32 << 20;

    private final TraceService traces;
    private final ExperimentService experiments;

    OtlpWire(TraceService traces, ExperimentService experiments) {
        this.traces = traces;
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/v1/traces")
    ResponseEntity<byte[]> add(
            Caller caller,
            @RequestHeader(name = "x-mlflow-experiment-id", defaultValue = "") String experimentId,
            @RequestHeader(name = "x-mlflow-run-id", required = false) @Nullable String runId,
            HttpServletRequest request)
            throws IOException {
        if (experimentId.isEmpty()) {
            throw MlflowError.unprocessable("The header x-mlflow-experiment-id is missing.");
        }
        boolean json = isJson(request.getContentType());
        List<TraceSpan> spans = spans(OtlpSpans.request(body(request), json));
        Experiment experiment = Lookup.experiment(experiments, caller, experimentId);
        traces.addSpans(caller, experiment, spans, runId == null || runId.isEmpty() ? null : runId);
        // An ExportTraceServiceResponse that says nothing: in Protocol Buffers it has no bytes.
        return ResponseEntity.ok()
                .header("Content-Type", json ? JSON : PROTOBUF)
                .body((json ? "{}" : "").getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isJson(@Nullable String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
            throw MlflowError.invalid(
                    "Invalid Content-Type: " + contentType + ". Expected: " + PROTOBUF + " or " + JSON);
        }
        return type.equals(JSON);
    }

    private static List<TraceSpan> spans(ExportTraceServiceRequest request) {
        if (request.getResourceSpansCount() == 0) {
            throw MlflowError.invalid("Invalid OpenTelemetry format - no spans found");
        }
        try {
            return OtlpSpans.read(request);
        } catch (UserError.Invalid e) {
            throw MlflowError.unprocessable(e.fields().getFirst().message());
        }
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        try (InputStream in = decoded(encoding == null ? "identity" : encoding, request.getInputStream())) {
            byte[] bytes = in.readNBytes(BODY_BYTES_MOST + 1);
            if (bytes.length > BODY_BYTES_MOST) {
                throw new UserError.TooLarge("The body is larger than " + BODY_BYTES_MOST + " bytes.");
            }
            return bytes;
        } catch (ZipException e) {
            throw MlflowError.invalid("Invalid OpenTelemetry format: the body is not " + encoding + ".");
        }
    }

    private static InputStream decoded(String encoding, InputStream in) throws IOException {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> in;
            case "gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> throw MlflowError.invalid("Content-Encoding", encoding, "there are identity, gzip and deflate");
        };
    }
}
