package org.dure.server.compute.attempt;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.Sha256;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Heartbeat;
import org.dure.base.agent.LogChunk;
import org.dure.base.agent.StateReport;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.Output;
import org.dure.server.compute.Retry;
import org.dure.server.compute.Session;
import org.dure.server.compute.cost.CostService;
import org.dure.server.compute.log.LogService;
import org.dure.server.compute.program.RelativePath;
import org.dure.server.compute.sample.SampleService;
import org.dure.server.compute.secret.SecretService;
import org.dure.server.compute.session.AgentBell;
import org.dure.server.compute.session.SessionService;
import org.dure.server.compute.session.SessionSteps;
import org.dure.server.people.Caller;
import org.dure.server.people.token.TokenService;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// What an agent may do for its own attempt, and for no other one. Every call may be repeated.
@Service
class AttemptService {

    private static final int OUTPUTS_MAX = 10_000;
    private static final int CHUNK_MAX = 1 << 17;

    /// Far below the silence after which an attempt is lost.
    private static final Duration HEARTBEAT_WAIT_MAX = Duration.ofSeconds(5);

    private final AttemptRepository attempts;
    private final LogService logs;
    private final SessionSteps steps;
    private final AgentBell agentBell;
    private final Endings endings;
    private final Preemption preemption;
    private final CostService costs;
    private final SampleService samples;
    private final ObjectStore objects;
    private final TokenService tokens;
    private final SessionService sessions;
    private final SecretService secrets;
    private final ComputeSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    AttemptService(
            AttemptRepository attempts,
            LogService logs,
            SessionSteps steps,
            AgentBell agentBell,
            Endings endings,
            Preemption preemption,
            CostService costs,
            SampleService samples,
            ObjectStore objects,
            TokenService tokens,
            SessionService sessions,
            SecretService secrets,
            ComputeSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.attempts = attempts;
        this.logs = logs;
        this.steps = steps;
        this.agentBell = agentBell;
        this.endings = endings;
        this.preemption = preemption;
        this.costs = costs;
        this.samples = samples;
        this.objects = objects;
        this.tokens = tokens;
        this.sessions = sessions;
        this.secrets = secrets;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// The order, with a session token issued for this answer: it is stored nowhere, so that one asked for again is a
    /// fresh one, and the one before it ends; of a gang each rank asks, and all hold until the attempt ends. Nor
    /// are the values of its secrets stored, which are opened for this answer.
    @Transactional
    public WorkOrder order(Caller caller, UUID attemptId) {
        Attempt attempt = lockOpen(caller, attemptId);
        WorkOrder order =
                attempts.workOrder(attemptId).orElseThrow(() -> new UserError.Conflict("The order is not ready yet."));
        if (order.nodes() == 1) {
            tokens.revokeOfAttempt(attemptId, false);
        }
        String token = tokens.issueForSession(attempt.projectId(), attempt.sessionId(), attemptId);
        List<String> names = sessions.find(attempt.sessionId()).orElseThrow().secrets();
        return order.withSecrets(token, secrets.open(attempt.projectId(), names));
    }

    /// @param waitSeconds how long an answer may be held back until there is an order; at most [#HEARTBEAT_WAIT_MAX]
    public Heartbeat.Answer beat(Caller caller, UUID attemptId, Heartbeat heartbeat, int waitSeconds)
            throws InterruptedException {
        OpenAttempts.requireOwn(caller, attemptId);
        if (!attempts.beat(attemptId, heartbeat, clock.instant())) {
            throw OpenAttempts.over();
        }
        Double cpuSeconds = heartbeat.cpuSeconds();
        if (cpuSeconds != null) {
            costs.used(attemptId, cpuSeconds, samples.thisNode());
        }
        Attempt attempt = attempts.find(attemptId).orElseThrow();
        samples.keep(attemptId, attempt.pool(), heartbeat);
        try (AgentBell.Listening listening = agentBell.listen(attempt.sessionId())) {
            Heartbeat.Answer answer = answer(attempt);
            Duration wait = Duration.ofSeconds(Math.clamp(waitSeconds, 0, HEARTBEAT_WAIT_MAX.toSeconds()));
            boolean goesOn = answer.order() == Heartbeat.Order.CONTINUE;
            return goesOn && listening.await(wait) ? answer(attempt) : answer;
        }
    }

    private Heartbeat.Answer answer(Attempt attempt) {
        Optional<SessionSteps.StopRequest> stop = steps.stopRequest(attempt.sessionId());
        return stop.map(request -> new Heartbeat.Answer(Heartbeat.Order.STOP, request.reason()))
                .or(() -> preemption
                        .request(attempt.id())
                        .map(request -> new Heartbeat.Answer(
                                Heartbeat.Order.PREEMPT, request.cause().text(), (int)
                                        settings.saveGrace().toSeconds())))
                .orElseGet(() -> new Heartbeat.Answer(Heartbeat.Order.CONTINUE, null));
    }

    /// @throws UserError.Conflict where a report before this one is missing
    @Transactional
    public void report(Caller caller, UUID attemptId, StateReport report) {
        OpenAttempts.requireOwn(caller, attemptId);
        Attempt attempt = attempts.lock(attemptId).orElseThrow(OpenAttempts::over);
        if (report.number() <= attempt.stateNumber()) {
            return;
        }
        if (!attempt.isOpen()) {
            throw OpenAttempts.over();
        }
        if (report.number() != attempt.stateNumber() + 1) {
            throw new UserError.Conflict(
                    "Report " + (attempt.stateNumber() + 1) + " is awaited, not " + report.number() + ".");
        }
        Reason cause = report.cause();
        attempts.reported(attemptId, report.number(), report.state().name(), cause);
        if (report.state() == AttemptState.PREEMPTED) {
            endings.makeRoom(attemptId, cause);
            return;
        }
        if (report.state() == AttemptState.RUNNING) {
            costs.running(attemptId);
        }
        if (report.autopsy() != null && report.state() == AttemptState.FAILED) {
            attempts.putAutopsy(attemptId, report.autopsy());
        }
        if (report.state() == AttemptState.FAILED && repeats(attempt, report)) {
            return;
        }
        Session.State state = sessionState(report.state());
        if (state.isEnd()) {
            String actor = state == Session.State.STOPPED
                    ? steps.stopRequest(attempt.sessionId())
                            .map(SessionSteps.StopRequest::actor)
                            .orElse("agent")
                    : "agent";
            endings.end(attemptId, state, cause, actor, report.exitCode());
        } else {
            steps.enter(attempt.sessionId(), state, cause, "agent", report.exitCode());
        }
    }

    /// Whether the session's rule gives it another attempt; nobody who has asked for a stop wants one.
    private boolean repeats(Attempt attempt, StateReport report) {
        String code = report.cause().parts().getFirst().code();
        boolean byExit = code.startsWith(AttemptReason.EXIT_CODE.name());
        boolean bySignal = code.startsWith(AttemptReason.SIGNAL.name());
        if (!byExit && !bySignal || steps.stopRequest(attempt.sessionId()).isPresent()) {
            return false;
        }
        Retry retry = steps.retry(attempt.sessionId());
        int before = attempts.repeated(attempt.sessionId());
        if (!retry.follows(bySignal ? null : report.exitCode(), before)) {
            return false;
        }
        endings.failForNow(attempt.id(), report.cause(), retry.backOff(before));
        return true;
    }

    /// @return the number of the chunk that is awaited now
    /// @throws UserError.Conflict where a chunk before the first one here is missing
    @Transactional
    public long append(Caller caller, UUID attemptId, List<LogChunk> chunks) {
        Attempt attempt = lockOpen(caller, attemptId);
        long next = attempt.nextLog();
        for (LogChunk chunk : chunks) {
            if (chunk.number() > next) {
                throw new UserError.Conflict("Log chunk " + next + " is awaited, not " + chunk.number() + ".");
            }
            if (chunk.number() == next) {
                logs.append(
                        attempt.sessionId(),
                        attemptId,
                        new LogChunk(chunk.number(), chunk.time(), clean(chunk.text(), CHUNK_MAX)));
                next++;
            }
        }
        attempts.awaitNext(attemptId, next);
        return next;
    }

    /// @throws UserError.Invalid where the bytes that arrive are others than `sha256` names
    public void putCheckpoint(Caller caller, UUID attemptId, int number, Sha256 sha256, InputStream in)
            throws IOException {
        requireOpen(caller, attemptId);
        if (number < 1) {
            throw new UserError.Invalid("number", "must be 1 or more, not " + number);
        }
        ObjectStore.Stored stored = objects.put(in, sha256, settings.outputBytes());
        transactions.executeWithoutResult(status -> {
            Attempt attempt = lockOpen(caller, attemptId);
            attempts.putCheckpoint(
                    attempt,
                    new WorkOrder.Checkpoint(
                            number, stored.sizeBytes(), stored.sha256().hex()));
            costs.saved(attemptId);
            preemption.checkpointStored(attempt.sessionId());
        });
    }

    WorkOrder.Checkpoint checkpoint(Caller caller, UUID attemptId, int number) {
        Attempt attempt = requireOpen(caller, attemptId);
        return attempts.checkpoint(attempt.sessionId(), number)
                .orElseThrow(() -> new UserError.NotFound("checkpoint", number));
    }

    /// @param path relative to `/output`
    public void putOutput(Caller caller, UUID attemptId, String path, Sha256 sha256, InputStream in)
            throws IOException {
        Attempt attempt = requireOpen(caller, attemptId);
        RelativePath.check("path", path);
        if (attempts.outputCount(attempt.sessionId()) >= OUTPUTS_MAX) {
            throw new UserError.TooLarge("A session may leave at most " + OUTPUTS_MAX + " files.");
        }
        ObjectStore.Stored stored = objects.put(in, sha256, settings.outputBytes());
        Output output = new Output(path, stored.sizeBytes(), stored.sha256().hex());
        transactions.executeWithoutResult(status -> attempts.putOutput(lockOpen(caller, attemptId), output));
    }

    private Attempt lockOpen(Caller caller, UUID attemptId) {
        OpenAttempts.requireOwn(caller, attemptId);
        return attempts.lock(attemptId).filter(Attempt::isOpen).orElseThrow(OpenAttempts::over);
    }

    private Attempt requireOpen(Caller caller, UUID attemptId) {
        OpenAttempts.requireOwn(caller, attemptId);
        return attempts.find(attemptId).filter(Attempt::isOpen).orElseThrow(OpenAttempts::over);
    }

    private static Session.State sessionState(AttemptState state) {
        return switch (state) {
            case STARTING -> Session.State.STARTING;
            case RUNNING -> Session.State.RUNNING;
            case SAVING -> Session.State.SAVING;
            case SUCCEEDED -> Session.State.SUCCEEDED;
            case FAILED -> Session.State.FAILED;
            case STOPPED -> Session.State.STOPPED;
            case PREEMPTED -> Session.State.WAITING;
        };
    }

    /// PostgreSQL's text holds no NUL.
    private static String clean(String text, int most) {
        String clean = text.replace('\0', '\uFFFD');
        return clean.length() <= most ? clean : clean.substring(0, most) + " …";
    }
}
