package org.dure.server.tracking.trace;

import org.jspecify.annotations.Nullable;

/// One step of a trace.
///
/// @param spanId   16 hexadecimal digits
/// @param parentId null for the step that holds all others
/// @param endedNs  0 where it has not ended
/// @param type     what its client calls it, such as LLM; empty where it does not say
/// @param status   UNSET, OK or ERROR
/// @param input    of the first step: what it was called with, as JSON; empty where it does not say
/// @param output   of the first step, likewise
/// @param words    what it says, for searches; longer texts are cut
/// @param content  an OpenTelemetry `Span` in Protocol Buffers
public record TraceSpan(
        String traceId,
        String spanId,
        @Nullable String parentId,
        String name,
        long startedNs,
        long endedNs,
        String type,
        String status,
        String input,
        String output,
        String words,
        SpanModel model,
        byte[] content) {

    boolean failed() {
        return status.equals("ERROR");
    }
}
