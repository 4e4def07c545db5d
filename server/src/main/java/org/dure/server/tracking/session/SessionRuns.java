package org.dure.server.tracking.session;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.server.base.UserError;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Output;
import org.dure.server.compute.Program;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionEnded;
import org.dure.server.compute.SessionPreparer;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.dure.server.tracking.RunEnded;
import org.dure.server.tracking.RunStatus;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.run.RunRepository;
import org.dure.server.tracking.run.RunService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Gives every training session its run: made when its first attempt starts, ended with it, its outputs kept as
/// artifacts. Evaluations are the platform's own and have none.
@Component
class SessionRuns implements SessionPreparer {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRuns.class);
    private static final String LISTENER =
            "org.dure.server.tracking.SessionRuns.ended(org.dure.server.compute.SessionEnded)";
    private static final String PROBLEM = "problem";

    private final RunRepository runs;
    private final ExperimentService experiments;
    private final ArtifactService artifacts;
    private final ProblemService problems;
    private final SessionService sessions;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    SessionRuns(
            RunRepository runs,
            ExperimentService experiments,
            ArtifactService artifacts,
            ProblemService problems,
            SessionService sessions,
            ApplicationEventPublisher events,
            Clock clock) {
        this.runs = runs;
        this.experiments = experiments;
        this.artifacts = artifacts;
        this.problems = problems;
        this.sessions = sessions;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void check(Caller caller, UUID projectId, NewSession session) {
        String reference = session.context().get(PROBLEM);
        if (reference == null || session.kind() == Session.Kind.EVALUATION) {
            return;
        }
        boolean there = problems.findReferred(reference)
                .filter(problem -> problem.projectId().equals(projectId))
                .filter(problem -> caller.may(Permission.PROBLEMS_READ, problem.projectId()))
                .isPresent();
        if (!there) {
            throw new UserError.Invalid(
                    "context.problem", "must be the id of a problem of this project; " + reference + " is none");
        }
    }

    @Override
    @Transactional
    public Map<String, String> environment(Session session) {
        if (session.kind() == Session.Kind.EVALUATION) {
            return Map.of();
        }
        RunRepository.Handle run = runs.findBySession(session.id()).orElseGet(() -> make(session));
        if (run.status().isTerminal() && !run.sessionEnded()) {
            runs.setStatus(run.rowId(), RunStatus.RUNNING, null); // an earlier attempt's program had ended it
        }
        return Map.of("MLFLOW_RUN_ID", run.id(), "MLFLOW_EXPERIMENT_ID", String.valueOf(run.experimentId()));
    }

    private RunRepository.Handle make(Session session) {
        Optional<Problem> problem =
                Optional.ofNullable(session.context().get(PROBLEM)).flatMap(problems::findReferred);
        long experimentId = problem.map(Problem::experimentId)
                .orElseGet(() -> experiments.makeDefault(session.projectId()).id());
        Instant started = session.startedAt();
        runs.insert(new RunRepository.NewRun(
                UUID.randomUUID().toString().replace("-", ""),
                session.projectId(),
                experimentId,
                problem.map(Problem::id).orElse(null),
                session.id(),
                false,
                session.name(),
                session.createdBy(),
                started == null ? clock.millis() : started.toEpochMilli()));
        RunRepository.Handle run = runs.findBySession(session.id()).orElseThrow();
        runs.putTags(run.rowId(), tags(session));
        return run;
    }

    private static Map<String, String> tags(Session session) {
        Map<String, String> tags = new HashMap<>();
        tags.put(RunService.NAME_TAG, session.name());
        tags.put("mlflow.user", session.createdBy());
        tags.put("dure.session", session.id().toString());
        tags.put(
                "mlflow.source.name",
                switch (session.program()) {
                    case Program.Recipe recipe -> recipe.name();
                    case Program.Bundle bundle -> String.join(" ", bundle.command());
                });
        return tags;
    }

    /// Repeated after a crash, with the same result: the run remembers that it has ended with its session. Events that
    /// wait in people's data folders name this listener by its id.
    @ApplicationModuleListener(id = LISTENER)
    void ended(SessionEnded ended) {
        if (ended.kind() == Session.Kind.EVALUATION) {
            return;
        }
        Optional<RunRepository.Handle> found =
                runs.findBySession(ended.sessionId()).flatMap(run -> runs.lock(run.id()));
        if (found.isEmpty() || found.get().sessionEnded()) {
            return; // it ended before its first attempt, or this was done already
        }
        RunRepository.Handle run = found.get();
        for (Output output : sessions.outputs(ended.sessionId())) {
            artifacts.putOutput(run.id(), output.path(), output.sizeBytes(), new Sha256(output.sha256()));
        }
        RunStatus status = status(ended.state());
        runs.setStatus(run.rowId(), status, clock.millis());
        runs.openNested(ended.sessionId()).forEach(nested -> runs.setStatus(nested.rowId(), status, clock.millis()));
        runs.setSessionEnded(run.rowId());
        events.publishEvent(new RunEnded(run.id(), run.projectId(), ended.sessionId(), run.problemId(), status.name()));
        LOG.info("Run {} ended {} with session {}", run.id(), status, ended.sessionId());
    }

    private static RunStatus status(Session.State state) {
        return switch (state) {
            case SUCCEEDED -> RunStatus.FINISHED;
            case STOPPED -> RunStatus.KILLED;
            case FAILED, LOST -> RunStatus.FAILED;
            case WAITING, STARTING, RUNNING, SAVING ->
                throw new IllegalArgumentException("A session that has ended is not " + state);
        };
    }
}
