package org.dure.server.models.packages;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.models.Lineage;
import org.dure.server.models.ModelPackage;
import org.dure.server.models.ModelRegistrar;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Model packages that people bring.
@Service
class UploadService {

    private final ProjectService projects;
    private final PackageReader packages;
    private final ModelRegistrar registrar;
    private final ProblemService problems;

    UploadService(ProjectService projects, PackageReader packages, ModelRegistrar registrar, ProblemService problems) {
        this.projects = projects;
        this.packages = packages;
        this.registrar = registrar;
        this.problems = problems;
    }

    /// Registers the package in the zip archive `body`; it is evaluated like any other.
    ///
    /// @param problemId what it competes on; null for nothing
    /// @param name      of the model; null for the problem's name
    ModelVersion upload(
            Caller caller, String project, @Nullable UUID problemId, @Nullable String name, InputStream body)
            throws IOException {
        UUID projectId = projects.require(caller, Permission.MODELS_WRITE, project);
        Problem problem = problemId == null ? null : problem(projectId, problemId);
        String modelName = problem != null && name == null ? problem.name() : Names.check("name", name);
        ModelPackage modelPackage = packages.fromZip(body);
        return registrar.register(
                caller,
                new ModelRegistrar.Origin(projectId, modelName, problem, null, null, Lineage.UNKNOWN),
                modelPackage);
    }

    private Problem problem(UUID projectId, UUID problemId) {
        return problems.find(problemId)
                .filter(found -> found.projectId().equals(projectId))
                .orElseThrow(() -> new UserError.NotFound("problem", problemId));
    }
}
