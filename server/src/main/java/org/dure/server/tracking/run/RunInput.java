package org.dure.server.tracking.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A data set that a run says to have read. The fields are its client's words.
///
/// @param context the tag `mlflow.data.context`, such as `train`; empty where there is none
public record RunInput(
        String name,
        String digest,
        String sourceType,
        String source,
        @Nullable String schema,
        @Nullable String profile,
        String context,
        Map<String, String> tags) {}
