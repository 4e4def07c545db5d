package org.dure.server.tracking.mlflow.artifact;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dure.server.people.Caller;
import org.dure.server.tracking.artifact.LooseFiles;
import org.dure.server.tracking.mlflow.WirePath;

/// Whose file a path of `mlflow-artifacts` means.
///
/// @param ownerId a run's, logged model's, trace's or registered version's, or that of a project's loose files
/// @param path    empty for the owner's root
record ArtifactPlace(String ownerId, String path) {

    private static final Pattern FORM = Pattern.compile("(?:\\d{1,18}/(?:(?<run>[0-9a-f]{32})"
            + "|models/(?<model>m-[0-9a-f]{32})|traces/(?<trace>tr-[0-9A-Za-z_-]{1,47}))/artifacts"
            + "|registry/(?<version>[0-9a-f-]{36}))(?:/(?<path>.*))?");

    /// What names no run, model, trace or version is a loose file of the caller's home project.
    ///
    /// @throws org.dure.server.tracking.mlflow.MlflowError where it leads out of its owner's files
    static ArtifactPlace of(LooseFiles loose, Caller caller, String path) {
        String safe = WirePath.safe(path.startsWith("/") ? path.substring(1) : path);
        Matcher matcher = FORM.matcher(safe);
        if (!matcher.matches()) {
            return new ArtifactPlace(loose.home(caller), safe);
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
    static ArtifactPlace of(LooseFiles loose, Caller caller, String folder, String name) {
        return of(loose, caller, (folder.endsWith("/") ? folder : folder + "/") + name);
    }
}
