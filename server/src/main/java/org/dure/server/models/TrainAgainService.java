package org.dure.server.models;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Retry;
import org.dure.server.compute.Session;
import org.dure.server.compute.session.SessionService;
import org.dure.server.data.Dataset;
import org.dure.server.data.dataset.DatasetService;
import org.dure.server.data.version.VersionService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Runs again what made a model version, on another version of its problem's dataset.
@Service
class TrainAgainService {

    private final ModelService models;
    private final SessionService sessions;
    private final ProblemService problems;
    private final DatasetService datasets;
    private final VersionService versions;
    private final Audit audit;

    TrainAgainService(
            ModelService models,
            SessionService sessions,
            ProblemService problems,
            DatasetService datasets,
            VersionService versions,
            Audit audit) {
        this.models = models;
        this.sessions = sessions;
        this.problems = problems;
        this.datasets = datasets;
        this.versions = versions;
        this.audit = audit;
    }

    /// A new session with the same program, arguments, environment and needs.
    ///
    /// @param datasetVersion null for the latest
    /// @throws UserError.Conflict where no session made it, or where that session read nothing of the dataset
    Session trainAgain(Caller caller, UUID modelId, int number, @Nullable Integer datasetVersion) {
        ModelVersion version = models.version(caller, modelId, number);
        caller.require(Permission.MODELS_WRITE, version.projectId(), "model", modelId);
        caller.require(Permission.COMPUTE_RUN, version.projectId(), "model", modelId);
        UUID sessionId = version.sessionId();
        UUID problemId = version.problemId();
        if (sessionId == null || problemId == null) {
            throw new UserError.Conflict("No session of this platform made version " + number + " of "
                    + version.modelName() + "; there is nothing to run again.");
        }
        Session made = sessions.find(sessionId).orElseThrow();
        Problem problem = problems.find(problemId).orElseThrow();
        int wanted = datasetVersion(problem, datasetVersion);
        NewSession next = new NewSession(
                made.name(),
                Session.Kind.TRAINING,
                made.program(),
                mounts(made, problem, wanted),
                made.environment(),
                made.needs(),
                made.wallSeconds(),
                made.context(),
                Retry.standard(),
                made.pool(),
                made.secrets());
        Session submitted = sessions.submit(caller, version.projectId().toString(), next);
        audit.record(
                caller,
                version.projectId(),
                "models.trained_again",
                "model " + version.modelName() + " version " + number,
                Map.of("session", submitted.id(), "dataset_version", wanted));
        return submitted;
    }

    private int datasetVersion(Problem problem, @Nullable Integer wanted) {
        if (wanted != null) {
            return versions.find(problem.datasetId(), wanted)
                    .orElseThrow(() -> new UserError.Invalid("dataset_version", "there is no version " + wanted))
                    .number();
        }
        Integer latest =
                datasets.find(problem.datasetId()).map(Dataset::latestVersion).orElse(null);
        if (latest == null) {
            throw new UserError.Conflict("The dataset of the problem has no version.");
        }
        return latest;
    }

    private List<MountRequest> mounts(Session made, Problem problem, int datasetVersion) {
        List<MountRequest> mounts = made.mounts().stream()
                .map(mount -> new MountRequest(mount.kind(), mount.name(), parameters(mount, problem, datasetVersion)))
                .toList();
        if (made.mounts().stream().noneMatch(mount -> isOf(problem, mount))) {
            throw new UserError.Conflict("The session that made this version read nothing of the problem's dataset.");
        }
        return mounts;
    }

    private Map<String, String> parameters(Session.Mount mount, Problem problem, int datasetVersion) {
        Map<String, String> parameters = new HashMap<>(mount.parameters());
        if (isOf(problem, mount)) {
            parameters.put("version", String.valueOf(datasetVersion));
        }
        return parameters;
    }

    private boolean isOf(Problem problem, Session.Mount mount) {
        String reference = mount.parameters().get("dataset");
        return mount.kind().equals("dataset")
                && reference != null
                && datasets.find(problem.projectId(), reference)
                        .filter(dataset -> dataset.id().equals(problem.datasetId()))
                        .isPresent();
    }
}
