package org.dure.cli.api;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `model[@version]` as people write it.
///
/// @param version null for all, or for the champion, else the newest
public record ModelReference(String model, @Nullable Integer version) {

    private static final Pattern WRITTEN = Pattern.compile("([^@]+)(?:@(\\d{1,9}))?");

    public static ModelReference parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailure(ExitCode.USAGE, "A model is written as name or name@version, not " + text);
        }
        String version = matcher.group(2);
        return new ModelReference(matcher.group(1), version == null ? null : Integer.valueOf(version));
    }

    /// All versions of the model, the newest first.
    public List<JsonNode> versions(Api api, Finder finder) {
        return api.list(
                "/api/v1/models/" + finder.find("model", model).path("id").asString() + "/versions");
    }

    /// The version, or the champion where none is named, or the newest where none is champion.
    public JsonNode find(Api api, Finder finder) {
        if (version != null) {
            String id = finder.find("model", model).path("id").asString();
            return api.get("/api/v1/models/" + id + "/versions/" + version);
        }
        List<JsonNode> versions = versions(api, finder);
        if (versions.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "The model " + model + " has no version yet.");
        }
        return versions.stream()
                .filter(each -> each.path("champion").asBoolean())
                .findFirst()
                .orElse(versions.getFirst());
    }
}
