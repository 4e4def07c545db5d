package org.dure.server.problems;

import java.time.Instant;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Problems.
@RestController
@RequestMapping("/api/v1")
class ProblemResource {

    /// An experiment's id is a string, for it may outgrow what JavaScript can count to.
    record Body(
            UUID id,
            UUID projectId,
            String name,
            String task,
            String metric,
            String direction,
            UUID datasetId,
            UUID hiddenVersionId,
            String hiddenPart,
            String experimentId,
            String createdBy,
            Instant createdAt) {

        static Body of(Problem problem) {
            return new Body(
                    problem.id(),
                    problem.projectId(),
                    problem.name(),
                    problem.task(),
                    problem.metric(),
                    problem.direction(),
                    problem.datasetId(),
                    problem.hiddenVersionId(),
                    problem.hiddenPart(),
                    String.valueOf(problem.experimentId()),
                    problem.createdBy(),
                    problem.createdAt());
        }
    }

    private final ProblemService problems;

    ProblemResource(ProblemService problems) {
        this.problems = problems;
    }

    @Needs(Permission.PROBLEMS_READ)
    @GetMapping("/projects/{project}/problems")
    Page<Body> list(
            Caller caller,
            @PathVariable String project,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        Page<Problem> page = problems.list(caller, project, after, limit);
        return new Page<>(page.items().stream().map(Body::of).toList(), page.next());
    }

    @Needs(Permission.PROBLEMS_WRITE)
    @PostMapping("/projects/{project}/problems")
    @ResponseStatus(HttpStatus.CREATED)
    Body create(Caller caller, @PathVariable String project, @RequestBody NewProblem body) {
        return Body.of(problems.create(caller, project, body));
    }

    @Needs(Permission.PROBLEMS_READ)
    @GetMapping("/problems/{id}")
    Body get(Caller caller, @PathVariable UUID id) {
        return Body.of(problems.get(caller, id));
    }
}
