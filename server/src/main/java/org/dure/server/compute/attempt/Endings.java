package org.dure.server.compute.attempt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.Autopsy;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.cost.CostService;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.session.SessionPauses;
import org.dure.server.compute.session.SessionSteps;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.people.token.TokenService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The ways in which an attempt ends, each one transaction, each without effect on an attempt that is over.
@Component
class Endings {

    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);
    /// The states of attempts after which their session waits again.
    static final String LOST = "LOST";

    static final String PREEMPTED = "PREEMPTED";
    static final String REPEATED = "REPEATED";

    private final AttemptRepository attempts;
    private final SlotService slots;
    private final Preemption preemption;
    private final CostService costs;
    private final SessionSteps steps;
    private final SessionPauses pauses;
    private final TokenService tokens;
    private final Bell bell;
    private final Clock clock;

    Endings(
            AttemptRepository attempts,
            SlotService slots,
            Preemption preemption,
            CostService costs,
            SessionSteps steps,
            SessionPauses pauses,
            TokenService tokens,
            Bell bell,
            Clock clock) {
        this.attempts = attempts;
        this.slots = slots;
        this.preemption = preemption;
        this.costs = costs;
        this.steps = steps;
        this.pauses = pauses;
        this.tokens = tokens;
        this.bell = bell;
        this.clock = clock;
    }

    /// The session has come to its end with this attempt; its slots are free.
    @Transactional
    public void end(UUID attemptId, Session.State state, Reason cause, String actor, @Nullable Integer exitCode) {
        Attempt attempt = attempts.lock(attemptId).orElseThrow();
        if (!attempt.isOpen()) {
            return;
        }
        Instant now = clock.instant();
        attempts.fence(attemptId, state.name(), cause, now);
        slots.free(attemptId);
        tokens.revokeOfAttempt(attemptId, false);
        steps.enter(attempt.sessionId(), state, cause, actor, exitCode);
        bell.ring();
    }

    /// The attempt's agent is refused from now on. Its slots stay held until `afterLoss`: something may still run
    /// there.
    @Transactional
    public void lose(UUID attemptId, Reason cause) {
        Attempt attempt = attempts.lock(attemptId).orElseThrow();
        if (!attempt.isOpen()) {
            return;
        }
        LOG.warn("Attempt {} of session {} is lost: {}", attempt.number(), attempt.sessionId(), cause.text());
        attempts.fence(attemptId, LOST, cause, clock.instant());
        costs.broken(attemptId);
        tokens.revokeOfAttempt(attemptId, false);
        bell.ring();
    }

    /// Its cluster has taken the attempt's place back: lost, but not counted, as one that was asked to make room.
    @Transactional
    public void evict(Attempt attempt, Reason cause) {
        if (attempts.lock(attempt.id()).filter(Attempt::isOpen).isEmpty()) {
            return;
        }
        preemption.preempt(attempt.sessionId(), cause, "Dure");
        lose(attempt.id(), cause);
    }

    /// Its engine tells what the attempt died of; another one would die of it, too.
    @Transactional
    public void fail(Attempt attempt, Reason cause, Autopsy autopsy) {
        if (attempts.lock(attempt.id()).filter(Attempt::isOpen).isEmpty()) {
            return;
        }
        attempts.putAutopsy(attempt.id(), autopsy);
        end(attempt.id(), Session.State.FAILED, cause, "Dure", null);
    }

    /// The attempt's program has been stopped to make room, and its agent has said all. Its slots stay held until
    /// `afterRoom`, when the agent is gone.
    @Transactional
    public void makeRoom(UUID attemptId, Reason how) {
        Attempt attempt = attempts.lock(attemptId).orElseThrow();
        if (!attempt.isOpen()) {
            return;
        }
        attempts.fence(attemptId, PREEMPTED, how, clock.instant());
        costs.broken(attemptId);
        preemption.reported(attemptId, attempt.sessionId(), how);
        tokens.revokeOfAttempt(attemptId, false);
        bell.ring();
    }

    /// The attempt has failed in a way that its session's rule repeats. Its slots stay held until `afterFailure`.
    @Transactional
    public void failForNow(UUID attemptId, Reason cause, Duration backOff) {
        Attempt attempt = attempts.lock(attemptId).orElseThrow();
        if (!attempt.isOpen()) {
            return;
        }
        Instant now = clock.instant();
        attempts.fence(attemptId, REPEATED, cause, now);
        costs.broken(attemptId);
        pauses.waitUntil(attempt.sessionId(), now.plus(backOff));
        tokens.revokeOfAttempt(attemptId, false);
        bell.ring();
    }

    /// Nothing of an attempt that made room is left: its session waits for the next one, or is stopped.
    @Transactional
    public void afterRoom(Attempt attempt) {
        Reason next = attempts.lastCheckpoint(attempt.sessionId())
                .map(checkpoint ->
                        Reason.of(SessionReason.MADE_ROOM_RESUMES, Map.of("checkpoint", checkpoint.number())))
                .orElseGet(() -> Reason.of(SessionReason.MADE_ROOM_BEGINS_ANEW));
        Optional<PreemptionRepository.Request> request = preemption.request(attempt.id());
        Reason because = request.map(asked -> next.because(asked.cause())).orElse(next);
        String actor = request.map(PreemptionRepository.Request::actor).orElse("agent");
        waitAgain(attempt, Reason.of(AttemptReason.STOPPED), because, actor);
    }

    /// The same of one that has failed.
    @Transactional
    public void afterFailure(Attempt attempt) {
        Reason next = next(attempt, SessionReason.ATTEMPT_FAILED_RESUMES, SessionReason.ATTEMPT_FAILED_BEGINS_ANEW);
        waitAgain(attempt, Reason.of(AttemptReason.STOPPED), next, "Dure");
    }

    /// The same of a lost one; its session may be over with it.
    @Transactional
    public void afterLoss(Attempt attempt) {
        UUID sessionId = attempt.sessionId();
        int most = steps.retry(sessionId).losses();
        if (steps.lockStopRequest(sessionId).isEmpty() && attempts.lost(sessionId) >= most) {
            Reason all = Reason.of(SessionReason.ATTEMPTS_LOST, Map.of("count", most))
                    .because(attempts.cause(attempt.id()));
            steps.enter(sessionId, Session.State.LOST, all, "Dure", null);
            settle(attempt);
            return;
        }
        Reason next = next(attempt, SessionReason.ATTEMPT_LOST_RESUMES, SessionReason.ATTEMPT_LOST_BEGINS_ANEW);
        Reason stopped = Reason.of(SessionReason.ATTEMPT_LOST_AT_STOP, Map.of("attempt", attempt.number()));
        waitAgain(attempt, stopped, next, "Dure");
    }

    private Reason next(Attempt attempt, SessionReason resumes, SessionReason beginsAnew) {
        int number = attempt.number();
        return attempts.lastCheckpoint(attempt.sessionId())
                .map(checkpoint -> Reason.of(resumes, Map.of("attempt", number, "checkpoint", checkpoint.number())))
                .orElseGet(() -> Reason.of(beginsAnew, Map.of("attempt", number)));
    }

    /// Somebody who has asked for a stop in the meantime gets it.
    private void waitAgain(Attempt attempt, Reason stopped, Reason next, String actor) {
        UUID sessionId = attempt.sessionId();
        Reason cause = attempts.cause(attempt.id());
        Optional<SessionSteps.StopRequest> stop = steps.lockStopRequest(sessionId);
        if (stop.isPresent()) {
            Reason why = stopped.because(Reason.inWords(stop.get().reason())).because(cause);
            steps.enter(sessionId, Session.State.STOPPED, why, stop.get().actor(), null);
        } else {
            steps.enter(sessionId, Session.State.WAITING, next.because(cause), actor, null);
        }
        settle(attempt);
    }

    /// Nothing of an attempt that is over is left on the machine.
    @Transactional
    public void settle(Attempt attempt) {
        Instant now = clock.instant();
        slots.free(attempt.id());
        tokens.revokeOfAttempt(attempt.id(), true);
        preemption.ended(attempt.id());
        attempts.settle(attempt.id(), now);
        bell.ring();
    }
}
