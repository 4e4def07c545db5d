package org.dure.server.models.registry;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.artifact.Artifact;
import org.dure.server.tracking.artifact.KeptFiles;
import org.springframework.stereotype.Component;

/// Lets MLflow's clients fetch the files of versions by their location, `mlflow-artifacts:/registry/<version>`.
@Component
class VersionFiles implements KeptFiles {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final ModelService versions;

    VersionFiles(ModelService versions) {
        this.versions = versions;
    }

    @Override
    public Optional<List<Artifact>> files(Caller caller, String ownerId) {
        if (!ID.matcher(ownerId).matches()) {
            return Optional.empty();
        }
        ModelVersion version = versions.find(UUID.fromString(ownerId))
                .filter(found -> caller.may(Permission.MODELS_READ, found.projectId()))
                .orElseThrow(() -> new UserError.NotFound("model version", ownerId));
        return Optional.of(version.files().stream()
                .map(file -> new Artifact(file.path(), file.sizeBytes(), file.hash()))
                .toList());
    }
}
