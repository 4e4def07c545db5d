package org.dure.server.models;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.dure.server.people.Permission;
import org.dure.server.people.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Model packages that people bring.
@Service
class UploadService {

    private final ProjectService projects;
    private final PackageReader packages;
    private final ModelRegistrar registrar;

    UploadService(ProjectService projects, PackageReader packages, ModelRegistrar registrar) {
        this.projects = projects;
        this.packages = packages;
        this.registrar = registrar;
    }

    /// Registers the package in the zip archive `body`; it is evaluated like any other.
    ModelVersion upload(Caller caller, String project, @Nullable String name, InputStream body) throws IOException {
        UUID projectId = projects.require(caller, Permission.MODELS_WRITE, project);
        String modelName = Names.check("name", name);
        ModelPackage modelPackage = packages.fromZip(body);
        return registrar.register(
                caller,
                new ModelRegistrar.Origin(projectId, modelName, null, null, null, Lineage.UNKNOWN),
                modelPackage);
    }
}
