package org.dure.server.compute.attempt;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.dure.base.Reason;
import org.dure.server.compute.Pool;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.curve.CurveService;
import org.dure.server.compute.decision.DecisionService;
import org.dure.server.compute.decision.SliceService;
import org.dure.server.compute.engine.Engines;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.session.SessionService;
import org.dure.server.compute.slot.SlotService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Lets sessions make room when their slice is over and the pool's policy chooses another one. The decision and the
/// request to make room are stored together.
@Component
class SliceWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SliceWatch.class);
    private static final String ACTOR = "Dure";

    private final PoolService pools;
    private final Engines engines;
    private final SlotService slots;
    private final CurveService curves;
    private final DecisionService decisions;
    private final SliceService slices;
    private final SessionService sessions;
    private final Preemption preemption;
    private final TransactionTemplate transactions;
    private final Set<String> prepared = new HashSet<>();

    SliceWatch(
            PoolService pools,
            Engines engines,
            SlotService slots,
            CurveService curves,
            DecisionService decisions,
            SliceService slices,
            SessionService sessions,
            Preemption preemption,
            TransactionTemplate transactions) {
        this.pools = pools;
        this.engines = engines;
        this.slots = slots;
        this.curves = curves;
        this.decisions = decisions;
        this.slices = slices;
        this.sessions = sessions;
        this.preemption = preemption;
        this.transactions = transactions;
    }

    /// By the supervisor's thread alone, before free slots are given out: curves are read first.
    void look() {
        boolean read = false;
        for (Pool pool : pools.list()) {
            if (pool.policy().usesCurves() && pool.open() && engines.of(pool).answers(pool)) {
                if (!read) {
                    refresh();
                    read = true;
                }
                if (prepared.add(pool.name())) {
                    decisions.prepare(pool);
                }
                if (slices.isOver(pool)) {
                    transactions.executeWithoutResult(status -> decide(pool));
                }
            }
        }
    }

    /// What cannot be read keeps nobody waiting: decisions then rest on what was read before.
    private void refresh() {
        try {
            curves.refresh();
        } catch (RuntimeException e) {
            LOG.warn("How well sessions do could not be read: {}", e.toString());
        }
    }

    private void decide(Pool pool) {
        slots.lockAll();
        slices.decide(pool).ifPresent(made -> preemption.preempt(made.victim(), cause(made), ACTOR));
    }

    private Reason cause(SliceService.Switch made) {
        return made.victimProject().equals(made.winnerProject())
                ? Reason.of(
                        SessionReason.ROOM_FOR,
                        Map.of(
                                "session",
                                sessions.find(made.winner()).orElseThrow().name()))
                : Reason.of(SessionReason.ROOM_FOR_OTHERS);
    }
}
