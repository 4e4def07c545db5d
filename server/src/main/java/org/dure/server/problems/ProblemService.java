package org.dure.server.problems;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.data.Dataset;
import org.dure.server.data.Version;
import org.dure.server.data.dataset.DatasetService;
import org.dure.server.data.version.VersionService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Problems: made once, then only read.
@Service
public class ProblemService {

    private static final int MOST = 500;

    private static final String TASK = "image-classification";
    private static final String METRIC = "accuracy";
    private static final String DIRECTION = "maximize";
    private static final String HIDDEN = "hidden";

    private final ProblemRepository problems;
    private final ProjectService projects;
    private final DatasetService datasets;
    private final VersionService versions;
    private final ProblemExperiments experiments;
    private final Audit audit;
    private final Clock clock;

    ProblemService(
            ProblemRepository problems,
            ProjectService projects,
            DatasetService datasets,
            VersionService versions,
            ProblemExperiments experiments,
            Audit audit,
            Clock clock) {
        this.problems = problems;
        this.projects = projects;
        this.datasets = datasets;
        this.versions = versions;
        this.experiments = experiments;
        this.audit = audit;
        this.clock = clock;
    }

    /// Makes a problem with its experiment, which bears the same name.
    ///
    /// @throws UserError.Invalid  where the dataset version has no such hidden part, or nothing in it
    /// @throws UserError.Conflict where the name is taken
    @Transactional
    public Problem create(Caller caller, String project, NewProblem wanted) {
        UUID projectId = projects.require(caller, Permission.PROBLEMS_WRITE, project);
        String name = Names.check("name", wanted.name());
        String task = only("task", wanted.task(), TASK);
        String metric = only("metric", wanted.metric(), METRIC);
        String direction = only("direction", wanted.direction(), DIRECTION);
        String part = wanted.hiddenPart() == null ? HIDDEN : wanted.hiddenPart();
        Version judge = judge(caller, projectId, wanted, part);
        UUID id = Ids.next();
        Problem problem = new Problem(
                id,
                projectId,
                name,
                task,
                metric,
                direction,
                judge.datasetId(),
                judge.id(),
                part,
                experiments.make(projectId, id, name),
                caller.name(),
                clock.instant());
        try {
            problems.insert(problem);
        } catch (DuplicateKeyException taken) {
            throw UserError.Conflict.nameTaken("problem", name);
        }
        audit.record(
                caller,
                projectId,
                "problems.problem_made",
                "problem " + name,
                Map.of("id", id, "judged_by", judge.id(), "part", part));
        return problems.find(id).orElseThrow();
    }

    private Version judge(Caller caller, UUID projectId, NewProblem wanted, String part) {
        if (wanted.datasetId() == null) {
            throw new UserError.Invalid("dataset_id", "must be the id of the dataset that judges");
        }
        if (wanted.version() == null) {
            throw new UserError.Invalid("version", "must be the number of the version that judges");
        }
        Dataset dataset = datasets.find(wanted.datasetId())
                .filter(found -> found.projectId().equals(projectId) && caller.may(Permission.DATA_READ, projectId))
                .orElseThrow(() -> new UserError.Invalid(
                        "dataset_id", "must be a dataset of this project; " + wanted.datasetId() + " is none"));
        Version version = versions.find(dataset.id(), wanted.version())
                .orElseThrow(() -> new UserError.Invalid(
                        "version", "there is no version " + wanted.version() + " of " + dataset.name()));
        boolean judges = version.parts().stream()
                .anyMatch(each -> each.name().equals(part) && each.hidden() && each.files() > 0);
        if (!judges) {
            throw new UserError.Invalid(
                    "hidden_part",
                    "must name a hidden part with files in it; version " + version.number() + " of " + dataset.name()
                            + " has "
                            + version.parts().stream()
                                    .map(each -> each.name() + (each.hidden() ? " (hidden)" : "") + ": " + each.files()
                                            + " files")
                                    .toList());
        }
        return version;
    }

    private static String only(String field, @Nullable String value, String known) {
        if (value != null && !value.equals(known)) {
            throw new UserError.Invalid(field, "must be " + known + ", the only one so far");
        }
        return known;
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public Problem get(Caller caller, UUID id) {
        Problem problem = problems.find(id).orElseThrow(() -> new UserError.NotFound("problem", id));
        caller.require(Permission.PROBLEMS_READ, problem.projectId(), "problem", id);
        return problem;
    }

    /// For other features' background work: no caller is asked.
    public Optional<Problem> find(UUID id) {
        return problems.find(id);
    }

    /// The same.
    ///
    /// @param reference what a session's context names; none where that is no id
    public Optional<Problem> findReferred(String reference) {
        try {
            return problems.find(UUID.fromString(reference));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    /// For other features' background work: no caller is asked.
    public Optional<Problem> find(UUID projectId, String name) {
        return problems.find(projectId, name);
    }

    /// The newest first.
    public Page<Problem> list(Caller caller, String project, @Nullable UUID after, int limit) {
        UUID projectId = projects.require(caller, Permission.PROBLEMS_READ, project);
        int size = Page.size(limit, MOST);
        return Page.of(
                problems.list(projectId, after, size + 1),
                size,
                problem -> problem.id().toString());
    }
}
