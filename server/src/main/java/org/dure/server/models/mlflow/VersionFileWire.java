package org.dure.server.models.mlflow;

import java.io.IOException;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowForm;
import org.dure.server.tracking.mlflow.artifact.ArtifactDownloads;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/// Single files of model versions, as MLflow's pages and plain HTTP clients fetch them.
@MlflowForm
class VersionFileWire {

    private final Registry registry;
    private final ArtifactDownloads downloads;

    VersionFileWire(Registry registry, ArtifactDownloads downloads) {
        this.registry = registry;
        this.downloads = downloads;
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/model-versions/get-artifact")
    ResponseEntity<InputStreamResource> get(Caller caller, Fields fields) throws IOException {
        String path = ArtifactDownloads.check(fields.required("path"));
        String name = RegistryChecks.name(fields, "name");
        return downloads.of(caller, registry.location(caller, name, RegistryChecks.version(fields)), path);
    }
}
