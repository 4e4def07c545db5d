package org.dure.server.problems;

import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Problems: made once, then only read.
@Service
public class ProblemService {

    private static final int MOST = 500;

    private final ProblemRepository problems;
    private final ProjectService projects;

    ProblemService(ProblemRepository problems, ProjectService projects) {
        this.problems = problems;
        this.projects = projects;
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
