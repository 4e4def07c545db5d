package org.dure.server.tracking.mlflow.artifact;

import java.io.IOException;
import org.dure.server.people.Caller;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.artifact.LooseFiles;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.WirePath;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/// Files below places that the platform has named to its clients, for other features' resources on this wire.
@Component
public class ArtifactDownloads {

    private static final String SCHEME = "mlflow-artifacts:/";

    private final ArtifactService artifacts;
    private final LooseFiles loose;

    ArtifactDownloads(ArtifactService artifacts, LooseFiles loose) {
        this.artifacts = artifacts;
        this.loose = loose;
    }

    /// @param path as a client names it
    /// @return the path without what clients may add to it
    /// @throws MlflowError where it leads out of the place
    public static String check(String path) {
        return WirePath.safe(path);
    }

    /// @param place such as `mlflow-artifacts:/7/<run>/artifacts/model`
    /// @param path  checked by `check`
    /// @throws MlflowError where the place is not the platform's own
    public ResponseEntity<InputStreamResource> of(Caller caller, String place, String path) throws IOException {
        if (!place.startsWith(SCHEME) || place.startsWith(SCHEME + "/")) {
            throw MlflowError.invalid("The files of this version do not lie here, but at " + place + ".");
        }
        ArtifactPlace file = ArtifactPlace.of(loose, caller, place.substring(SCHEME.length()) + "/" + path);
        return ArtifactAnswers.download(artifacts, caller, file.ownerId(), file.path());
    }
}
