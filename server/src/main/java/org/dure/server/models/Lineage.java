package org.dure.server.models;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a model version was made of, as it was when it was registered.
///
/// @param mounts     what the session could read: each with its kind, name and what the source of the mount says of
///                   it (for a dataset: its id, version and part)
/// @param program    what the session ran, such as `image-classifier`; null without a session
/// @param programId  of an uploaded program
/// @param arguments  of the program
/// @param parameters of the run
/// @param metrics    of the run, the latest of each; what the program itself claims
public record Lineage(
        List<Map<String, String>> mounts,
        @Nullable String program,
        @Nullable String programId,
        List<String> arguments,
        Map<String, String> parameters,
        Map<String, Double> metrics) {

    /// Of a package that a person brought: nothing is known of how it was made.
    public static final Lineage UNKNOWN = new Lineage(List.of(), null, null, List.of(), Map.of(), Map.of());
}
