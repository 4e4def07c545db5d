package org.dure.server.tracking.trace;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;

/// What a span says in words, one line each: its name, its status, what it was told and what happened in it.
final class SpanWords {

    /// Characters; what comes behind is found by no search.
    private static final int MOST = 100_000;

    private SpanWords() {}

    static String of(Span span) {
        StringBuilder words = new StringBuilder(span.getName());
        if (!span.getStatus().getMessage().isEmpty()) {
            words.append('\n').append(span.getStatus().getMessage());
        }
        add(words, span.getAttributesList());
        span.getEventsList().forEach(event -> {
            words.append('\n').append(event.getName());
            add(words, event.getAttributesList());
        });
        String whole = words.toString().replace("\0", "");
        return whole.length() <= MOST ? whole : whole.substring(0, MOST);
    }

    private static void add(StringBuilder words, List<KeyValue> attributes) {
        for (KeyValue attribute : attributes) {
            if (words.length() > MOST) {
                return;
            }
            words.append('\n').append(attribute.getKey()).append(": ");
            words.append(
                    attribute.getValue().hasStringValue()
                            ? attribute.getValue().getStringValue()
                            : OtlpSpans.plain(attribute.getValue()).toString());
        }
    }
}
