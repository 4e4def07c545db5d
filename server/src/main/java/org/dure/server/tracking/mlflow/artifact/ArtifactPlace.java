package org.dure.server.tracking.mlflow.artifact;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.WirePath;

/// Whose file a path of `mlflow-artifacts` means.
///
/// @param ownerId a run's, logged model's, trace's or registered version's
/// @param path    empty for the owner's root
record ArtifactPlace(String ownerId, String path) {

    private static final Pattern FORM = Pattern.compile("(?:\\d{1,18}/(?:(?<run>[0-9a-f]{32})"
            + "|models/(?<model>m-[0-9a-f]{32})|traces/(?<trace>tr-[0-9a-f]{32}))/artifacts"
            + "|registry/(?<version>[0-9a-f-]{36}))(?:/(?<path>.*))?");

    /// @throws MlflowError where it means nothing here, or leads out of its owner's files
    static ArtifactPlace of(String path) {
        Matcher matcher = FORM.matcher(WirePath.safe(path.startsWith("/") ? path.substring(1) : path));
        if (!matcher.matches()) {
            throw MlflowError.invalid("Invalid path: it must be <experiment>/<run>/artifacts/<path>,"
                    + " <experiment>/models/<model>/artifacts/<path> or"
                    + " <experiment>/traces/<trace>/artifacts/<path>");
        }
        String owner = Stream.of("run", "model", "trace", "version")
                .map(matcher::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        String inside = matcher.group("path");
        return new ArtifactPlace(owner, inside == null ? "" : inside);
    }

    /// A file in a folder.
    ///
    /// @param name without any slash
    static ArtifactPlace of(String folder, String name) {
        return of((folder.endsWith("/") ? folder : folder + "/") + name);
    }
}
