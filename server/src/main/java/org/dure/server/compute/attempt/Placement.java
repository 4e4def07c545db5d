package org.dure.server.compute.attempt;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.decision.DecisionService;
import org.dure.server.compute.engine.Engines;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.session.SessionSteps;
import org.dure.server.compute.slot.SlotService;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Gives free slots to those who wait.
@Component
class Placement {

    private final AttemptRepository attempts;
    private final SlotService slots;
    private final SessionSteps steps;
    private final DecisionService decisions;
    private final PoolService pools;
    private final Engines engines;
    private final Clock clock;

    Placement(
            AttemptRepository attempts,
            SlotService slots,
            SessionSteps steps,
            DecisionService decisions,
            PoolService pools,
            Engines engines,
            Clock clock) {
        this.attempts = attempts;
        this.slots = slots;
        this.steps = steps;
        this.decisions = decisions;
        this.pools = pools;
        this.engines = engines;
        this.clock = clock;
    }

    /// The next session's new attempt with its leases, or nothing where nobody can start now.
    ///
    /// @param before told the attempt's id before the row can be seen by others
    @Transactional
    public Optional<UUID> claimNext(Consumer<UUID> before) {
        slots.lockAll();
        Optional<DecisionService.Chosen> chosen = pools.list().stream()
                .filter(pool -> pool.open() && engines.of(pool).answers(pool))
                .map(decisions::choose)
                .flatMap(Optional::stream)
                .findFirst();
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        Queue.Turn turn = chosen.get().turn();
        UUID sessionId = turn.waiting().sessionId();
        if (!steps.isWaiting(sessionId)) {
            return Optional.empty();
        }
        UUID attemptId = Ids.next();
        before.accept(attemptId);
        List<String> names = turn.slots();
        // Now, not when the transaction began: its slots may have become free since then.
        Instant now = clock.instant();
        attempts.insert(attemptId, sessionId, now);
        slots.lease(attemptId, names, now);
        decisions.placed(chosen.get(), attemptId);
        steps.enter(
                sessionId,
                Session.State.STARTING,
                Reason.of(SessionReason.GOT_SLOTS, Map.of("slots", String.join(", ", names))),
                "Dure",
                null);
        return Optional.of(attemptId);
    }
}
