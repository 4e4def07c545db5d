package org.dure.server.models.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.Sha256;
import org.dure.base.model.Picture;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Output;
import org.dure.server.compute.Program;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionEnded;
import org.dure.server.compute.log.LogService;
import org.dure.server.compute.session.SessionService;
import org.dure.server.data.FileEntry;
import org.dure.server.data.version.VersionService;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelSettings;
import org.dure.server.models.ModelVersion;
import org.dure.server.tracking.run.RunService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/// The platform's own judgement over model versions.
///
/// A sandboxed session gets the package and the hidden part without its labels and leaves predictions behind; here they
/// are compared with the labels. What the training program claims counts for nothing. Each step is a row's transition
/// in one transaction, so that a `server` killed in between goes on where it was.
@Component
class EvaluationWorker {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluationWorker.class);

    private static final Session.Needs NEEDS = new Session.Needs(1, 1L << 30, 0);
    private static final long WALL_SECONDS = 1_800;
    private static final String OUTPUT = "predictions.json";
    private static final long OUTPUT_BYTES_MAX = 1L << 30;
    private static final int LOG_CHARACTERS_MAX = 2_000;

    /// How the evaluator begins the line that says what is wrong with the model.
    private static final String REFUSAL = "evaluation failed: ";

    /// An end of a session that no event has told after this time is looked for.
    private static final Duration OVERDUE = Duration.ofSeconds(20);

    private final EvaluationRepository evaluations;
    private final ModelService models;
    private final ApplicationEventPublisher events;
    private final PackageMountSource packages;
    private final VersionService data;
    private final SessionService sessions;
    private final LogService logs;
    private final RunService runs;
    private final ObjectStore objects;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final int perDay;

    EvaluationWorker(
            EvaluationRepository evaluations,
            ModelService models,
            ApplicationEventPublisher events,
            PackageMountSource packages,
            VersionService data,
            SessionService sessions,
            LogService logs,
            RunService runs,
            ObjectStore objects,
            TransactionTemplate transactions,
            ModelSettings settings,
            Clock clock) {
        this.perDay = settings.evaluationsPerDay();
        this.evaluations = evaluations;
        this.models = models;
        this.events = events;
        this.packages = packages;
        this.data = data;
        this.sessions = sessions;
        this.logs = logs;
        this.runs = runs;
        this.objects = objects;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// Starts what waits, and finishes what has ended unnoticed.
    @Scheduled(fixedDelay = 1_000)
    void work() {
        Instant now = clock.instant();
        for (boolean more = true; more; ) {
            more = startNext(now);
        }
        evaluations.explainWaiting(
                now.minus(Duration.ofDays(1)),
                perDay,
                Reason.of(EvaluationReason.EVALUATION_LIMIT, Map.of("limit", perDay)));
        for (UUID sessionId : evaluations.runningSince(now.minus(OVERDUE))) {
            sessions.find(sessionId)
                    .filter(session -> session.state().isEnd())
                    .ifPresent(session -> finish(sessionId, session.state()));
        }
    }

    @ApplicationModuleListener
    void on(SessionEnded event) {
        if (event.kind() == Session.Kind.EVALUATION) {
            finish(event.sessionId(), event.state());
        }
    }

    /// The evaluation and its session come to be in one transaction.
    private boolean startNext(Instant now) {
        try {
            Boolean started = transactions.execute(status -> {
                Optional<Evaluation> next = evaluations.lockNextWaiting(now.minus(Duration.ofDays(1)), perDay);
                next.ifPresent(this::start);
                return next.isPresent();
            });
            return Boolean.TRUE.equals(started);
        } catch (Refused refused) {
            fail(refused.evaluation, refused.reason);
            return true;
        }
    }

    /// Rolls the start back, so that its failure is written by a transaction of its own.
    private static final class Refused extends RuntimeException {
        private final transient Evaluation evaluation;
        private final transient Reason reason;

        Refused(Evaluation evaluation, UserError error) {
            super(error);
            this.evaluation = evaluation;
            this.reason = Reason.of(EvaluationReason.EVALUATION_REFUSED).because(Reason.inWords(error.getMessage()));
        }
    }

    private void start(Evaluation evaluation) {
        ModelVersion version = models.find(evaluation.versionId()).orElseThrow();
        NewSession session = new NewSession(
                "evaluation",
                Session.Kind.EVALUATION,
                new Program.Recipe(
                        "evaluate",
                        List.of("--model", "/data/package", "--data", "/data/hidden", "--output", "/output/" + OUTPUT)),
                List.of(
                        new MountRequest(
                                PackageMountSource.KIND,
                                "package",
                                Map.of(
                                        PackageMountSource.VERSION_ID,
                                        version.id().toString())),
                        new MountRequest(
                                "hidden",
                                "hidden",
                                Map.of(
                                        "version_id",
                                                evaluation.hiddenVersionId().toString(),
                                        "part", evaluation.hiddenPart()))),
                Map.of("ORT_DISABLE_TELEMETRY", "1"),
                NEEDS,
                WALL_SECONDS,
                Map.of("evaluation", evaluation.id().toString()));
        try {
            Session submitted = sessions.submitForPlatform(version.projectId(), session);
            evaluations.setRunning(evaluation.id(), submitted.id(), clock.instant());
        } catch (UserError error) {
            throw new Refused(evaluation, error);
        }
    }

    private void finish(UUID sessionId, Session.State state) {
        transactions.executeWithoutResult(status -> evaluations
                .lockRunningOfSession(sessionId)
                .ifPresent(evaluation -> {
                    switch (state) {
                        case SUCCEEDED -> judge(evaluation, sessionId);
                        case FAILED, STOPPED, LOST -> fail(evaluation, reason(sessionId));
                        case WAITING, STARTING, RUNNING, SAVING ->
                            throw new IllegalStateException("The session " + sessionId + " is not over: " + state);
                    }
                    removePackage(evaluation.versionId());
                }));
    }

    private void judge(Evaluation evaluation, UUID sessionId) {
        List<@Nullable String> truth = truth(evaluation);
        Outcomes outcomes;
        try {
            Predictions predictions = predictions(sessionId);
            outcomes = new Outcomes(
                    (int) truth.stream().filter(Objects::nonNull).count(),
                    predictions.outcomes(truth),
                    predictions.latencyUsMedian());
        } catch (Predictions.Unusable | IOException | JacksonException unusable) {
            fail(
                    evaluation,
                    Reason.of(EvaluationReason.PREDICTIONS_UNUSABLE).because(Reason.inWords(unusable.getMessage())));
            return;
        }
        evaluations.setDone(evaluation.id(), outcomes, clock.instant());
        ModelVersion version = models.find(evaluation.versionId()).orElseThrow();
        if (version.runId() != null) {
            runs.logPlatformMetric(version.runId(), "dure.hidden_accuracy", outcomes.accuracy());
        }
        events.publishEvent(new VersionEvaluated(version.id(), evaluation.problemId()));
    }

    /// The label of each hidden file, in the order in which the evaluator saw them; null for what is no picture.
    private List<@Nullable String> truth(Evaluation evaluation) {
        List<@Nullable String> labels = new ArrayList<>();
        for (FileEntry file : data.files(evaluation.hiddenVersionId(), evaluation.hiddenPart())) {
            int slash = file.path().indexOf('/');
            labels.add(Picture.isPictureName(file.path()) ? file.path().substring(0, Math.max(0, slash)) : null);
        }
        return labels;
    }

    private Predictions predictions(UUID sessionId) throws IOException, Predictions.Unusable {
        Output output = sessions.outputs(sessionId).stream()
                .filter(each -> each.path().equals(OUTPUT))
                .findFirst()
                .orElseThrow(() -> new Predictions.Unusable("the evaluator left no " + OUTPUT));
        if (output.sizeBytes() > OUTPUT_BYTES_MAX) {
            throw new Predictions.Unusable(
                    OUTPUT + " has " + output.sizeBytes() + " bytes; at most " + OUTPUT_BYTES_MAX + " are read");
        }
        try (InputStream in = objects.open(new Sha256(output.sha256()))) {
            return Json.MAPPER.readValue(in, Predictions.class);
        }
    }

    /// The evaluator's own words where it has left some, else why its session ended.
    private Reason reason(UUID sessionId) {
        return logs.ending(sessionId, LOG_CHARACTERS_MAX)
                .lines()
                .filter(line -> line.startsWith(REFUSAL))
                .reduce((earlier, later) -> later)
                .map(line -> Reason.of(EvaluationReason.MODEL_UNUSABLE)
                        .because(Reason.inWords(line.substring(REFUSAL.length()))))
                .orElseGet(() -> sessions.find(sessionId)
                        .map(session -> Reason.of(EvaluationReason.EVALUATION_SESSION_FAILED)
                                .because(session.reason()))
                        .orElseGet(() -> Reason.of(EvaluationReason.EVALUATION_SESSION_GONE)));
    }

    private void fail(Evaluation evaluation, Reason reason) {
        LOG.info("Evaluation of model version {} failed: {}", evaluation.versionId(), reason.text());
        evaluations.setFailed(evaluation.id(), reason, clock.instant());
    }

    private void removePackage(UUID versionId) {
        try {
            packages.remove(versionId);
        } catch (IOException e) {
            LOG.warn("The folder of model version {} could not be deleted: {}", versionId, e.toString());
        }
    }
}
