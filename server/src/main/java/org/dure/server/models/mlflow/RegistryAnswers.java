package org.dure.server.models.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records of the registry's answers, in snake_case; what is null is left out. Versions are strings there.
final class RegistryAnswers {

    private RegistryAnswers() {}

    /// An answer that says nothing more.
    record Empty() {}

    record Tag(String key, String value) {}

    record Alias(String alias, String version) {}

    record ModelAnswer(ModelBody registeredModel) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ModelList(
            List<ModelBody> registeredModels, @Nullable String nextPageToken) {}

    /// @param latestVersions the newest of each stage
    record ModelBody(
            String name,
            long creationTimestamp,
            long lastUpdatedTimestamp,
            String description,
            List<VersionBody> latestVersions,
            List<Tag> tags,
            List<Alias> aliases) {}

    record VersionAnswer(VersionBody modelVersion) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VersionList(
            List<VersionBody> modelVersions, @Nullable String nextPageToken) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VersionBody(
            String name,
            String version,
            long creationTimestamp,
            long lastUpdatedTimestamp,
            String userId,
            String currentStage,
            String description,
            String source,
            @Nullable String runId,
            @Nullable String runLink,
            String status,
            List<Tag> tags,
            List<String> aliases) {}

    record Location(String artifactUri) {}
}
