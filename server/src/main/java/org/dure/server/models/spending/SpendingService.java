package org.dure.server.models.spending;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.compute.usage.Spent;
import org.dure.server.compute.usage.UsageService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.springframework.stereotype.Service;

/// Tells what models and improvements have cost.
@Service
class SpendingService {

    private static final int SESSIONS_MAX = 20_000;

    /// @param sessions that have made versions of the model; one that made several counts whole for each model
    record ModelSpending(UUID modelId, String modelName, int sessions, Spent spent) {}

    private final SpendingRepository spending;
    private final UsageService usages;
    private final ProjectService projects;
    private final ProblemService problems;
    private final Clock clock;

    SpendingService(
            SpendingRepository spending,
            UsageService usages,
            ProjectService projects,
            ProblemService problems,
            Clock clock) {
        this.spending = spending;
        this.usages = usages;
        this.projects = projects;
        this.problems = problems;
        this.clock = clock;
    }

    String currency() {
        return usages.currency();
    }

    /// The dearest first.
    List<ModelSpending> models(Caller caller, String project) {
        UUID projectId = projects.require(caller, Permission.MODELS_READ, project);
        List<SpendingRepository.Made> made = spending.made(projectId, SESSIONS_MAX);
        Map<UUID, Spent> spent = usages.ofSessions(
                made.stream().map(SpendingRepository.Made::sessionId).toList());
        Map<UUID, ModelSpending> models = new LinkedHashMap<>();
        for (SpendingRepository.Made each : made) {
            Spent one = spent.getOrDefault(each.sessionId(), Spent.NOTHING);
            models.merge(
                    each.modelId(),
                    new ModelSpending(each.modelId(), each.modelName(), 1, one),
                    (before, more) -> new ModelSpending(
                            before.modelId(),
                            before.modelName(),
                            before.sessions() + more.sessions(),
                            before.spent().plus(more.spent())));
        }
        return models.values().stream()
                .sorted(Comparator.comparingDouble(
                                (ModelSpending each) -> -each.spent().gpuHours())
                        .thenComparing(each -> -each.spent().cpuHours()))
                .toList();
    }

    /// From champion to champion, the first one first; last, the time since the present one.
    List<Improvement> improvements(Caller caller, UUID problemId) {
        Problem problem = problems.find(problemId).orElseThrow(() -> new UserError.NotFound("problem", problemId));
        caller.require(Permission.MODELS_READ, problem.projectId(), "problem", problemId);
        List<Improvement> found = new ArrayList<>();
        Instant since = problem.createdAt();
        Double before = null;
        for (SpendingRepository.Crowned champion : spending.crowned(problemId)) {
            Spent spent = usages.ofProblem(problemId, since, champion.since());
            found.add(new Improvement(
                    since,
                    champion.since(),
                    champion.modelId(),
                    champion.modelName(),
                    champion.number(),
                    champion.score(),
                    before == null ? null : Double.valueOf((champion.score() - before) * 100),
                    spent.gpuHours(),
                    spent.cpuHours(),
                    spent.cost()));
            since = champion.since();
            before = champion.score();
        }
        Spent spent = usages.ofProblem(problemId, since, clock.instant());
        found.add(new Improvement(
                since, null, null, null, null, null, null, spent.gpuHours(), spent.cpuHours(), spent.cost()));
        return found;
    }
}
