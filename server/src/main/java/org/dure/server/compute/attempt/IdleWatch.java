package org.dure.server.compute.attempt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.dure.base.Reason;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.cost.CostService;
import org.dure.server.compute.cost.IdleSession;
import org.dure.server.compute.session.SessionPauses;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Pauses sessions that hold slots and do next to nothing: they are asked to save, and whoever wants them back resumes
/// them. How long that takes is their project's rule; half of the time before, the session itself says so.
@Component
class IdleWatch {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final String ACTOR = "Dure";

    private final CostService costs;
    private final SessionPauses pauses;
    private final Preemption preemption;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private Instant next = Instant.MIN;

    IdleWatch(
            CostService costs,
            SessionPauses pauses,
            Preemption preemption,
            TransactionTemplate transactions,
            Clock clock) {
        this.costs = costs;
        this.pauses = pauses;
        this.preemption = preemption;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// By the supervisor's thread alone; looks every few seconds, however often it is called.
    void look() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(PAUSE);
        for (IdleSession idle : costs.idle()) {
            Reason reason = Reason.of(SessionReason.IDLE, Map.of("minutes", idle.minutes()));
            transactions.executeWithoutResult(status -> {
                if (pauses.pause(idle.sessionId(), ACTOR, reason)) {
                    preemption.preempt(idle.sessionId(), SessionPauses.cause(ACTOR, reason), ACTOR);
                }
            });
        }
    }
}
