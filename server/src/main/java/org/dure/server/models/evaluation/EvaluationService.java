package org.dure.server.models.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.models.ModelService;
import org.dure.server.models.VersionRegistered;
import org.dure.server.people.Caller;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Evaluations asked for and shown; `EvaluationWorker` makes them.
@Service
public class EvaluationService {

    private final EvaluationRepository evaluations;
    private final ModelService models;
    private final ProblemService problems;

    EvaluationService(EvaluationRepository evaluations, ModelService models, ProblemService problems) {
        this.evaluations = evaluations;
        this.models = models;
        this.problems = problems;
    }

    /// No version that competes stands in the registry without its evaluation: both are written in one transaction.
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(VersionRegistered event) {
        UUID problemId = event.problemId();
        if (problemId != null) {
            evaluations.request(event.versionId(), problems.find(problemId).orElseThrow());
        }
    }

    /// How the version did, the latest first.
    List<Evaluation> list(Caller caller, UUID modelId, int number) {
        return evaluations.ofVersion(models.version(caller, modelId, number).id());
    }

    /// What was found about the version on the problem's hidden part, without a look at rights; empty before its
    /// evaluation is done.
    public Optional<Outcomes> outcomes(UUID versionId, Problem problem) {
        return evaluations.outcomes(versionId, problem);
    }
}
