package org.dure.cli.api;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `dataset[@version][:part]` as people write it.
///
/// @param version null for the latest
/// @param part    null for all visible parts
public record DatasetReference(
        String dataset, @Nullable Integer version, @Nullable String part) {

    private static final Pattern WRITTEN = Pattern.compile("([^@:=]+)(?:@(\\d{1,9}))?(?::([a-z0-9-]+))?");

    /// A dataset version that is there.
    public record Found(
            JsonNode dataset, int version, @Nullable String part) {
        public String id() {
            return dataset.path("id").asString();
        }
    }

    public static DatasetReference parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "A dataset is written as name, name@version or name@version:part, not " + text);
        }
        String version = matcher.group(2);
        return new DatasetReference(
                matcher.group(1), version == null ? null : Integer.valueOf(version), matcher.group(3));
    }

    /// @throws CommandFailure where there is no such dataset, or it has no version yet
    public Found find(Finder finder) {
        JsonNode found = finder.find("dataset", dataset);
        if (version != null) {
            return new Found(found, version, part);
        }
        if (!found.path("latest_version").isNumber()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "The dataset " + dataset + " has no version yet.");
        }
        return new Found(found, found.path("latest_version").asInt(), part);
    }

    /// What a session's mount of it looks like on the wire.
    public static Map<String, Object> mount(String name, Found found) {
        Map<String, String> parameters = new java.util.LinkedHashMap<>();
        parameters.put("dataset", found.id());
        parameters.put("version", String.valueOf(found.version()));
        String part = found.part();
        if (part != null) {
            parameters.put("part", part);
        }
        return Map.of("kind", "dataset", "name", name, "parameters", parameters);
    }
}
