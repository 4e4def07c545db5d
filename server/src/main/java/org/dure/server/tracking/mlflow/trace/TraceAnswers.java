package org.dure.server.tracking.mlflow.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.trace.Assessment;
import org.dure.server.tracking.trace.Trace;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The records of MLflow's answers about traces: those of its version 3, and those of version 2 (`Old…`).
final class TraceAnswers {

    private TraceAnswers() {}

    record TraceAnswer(TraceBody trace) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TraceBody(TraceInfo traceInfo, @Nullable List<JsonNode> spans) {}

    record TraceList(List<TraceBody> traces) {}

    record TraceInfos(List<TraceInfo> traceInfos) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FoundList(List<TraceInfo> traces, @Nullable String nextPageToken) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TraceInfo(
            String traceId,
            @Nullable String clientRequestId,
            Location traceLocation,
            String requestTime,
            @Nullable String executionDuration,
            String state,
            Map<String, String> traceMetadata,
            Map<String, String> tags,
            @Nullable String requestPreview,
            @Nullable String responsePreview,
            @Nullable List<ObjectNode> assessments) {}

    record Location(String type, ExperimentLocation mlflowExperiment) {}

    record ExperimentLocation(String experimentId) {}

    record Deleted(int tracesDeleted) {}

    record OldAnswer(OldInfo traceInfo) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OldList(List<OldInfo> traces, @Nullable String nextPageToken) {}

    record OldInfo(
            String requestId,
            String experimentId,
            long timestampMs,
            long executionTimeMs,
            String status,
            List<Answers.Tag> requestMetadata,
            List<Answers.Tag> tags) {}

    /// @param assessments null for none
    static TraceInfo of(Trace trace, @Nullable List<Assessment> assessments) {
        Long duration = trace.durationMs();
        return new TraceInfo(
                trace.id(),
                trace.clientRequestId(),
                new Location("MLFLOW_EXPERIMENT", new ExperimentLocation(String.valueOf(trace.experimentId()))),
                Instant.ofEpochMilli(trace.requestedMs()).toString(),
                duration == null ? null : BigDecimal.valueOf(duration, 3).toPlainString() + "s",
                trace.state(),
                trace.metadata(),
                trace.tags(),
                trace.requestPreview(),
                trace.responsePreview(),
                assessments == null
                        ? null
                        : assessments.stream().map(AssessmentJson::of).toList());
    }

    static OldInfo old(Trace trace) {
        Long duration = trace.durationMs();
        return new OldInfo(
                trace.id(),
                String.valueOf(trace.experimentId()),
                trace.requestedMs(),
                duration == null ? 0 : duration,
                trace.state().equals("STATE_UNSPECIFIED") ? "TRACE_STATUS_UNSPECIFIED" : trace.state(),
                Answers.pairs(trace.metadata()),
                Answers.pairs(trace.tags()));
    }
}
