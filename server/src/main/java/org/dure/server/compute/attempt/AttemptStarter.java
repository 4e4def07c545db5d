package org.dure.server.compute.attempt;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dure.base.Reason;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.UserError;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.engine.Engine;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.engine.Engines;
import org.dure.server.compute.engine.Task;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.session.SessionService;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.people.token.TokenService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Starts the agents of claimed attempts. Where `server` ends between the claim and the start, or the database fails,
/// the attempt is nobody's: the supervisor finds it lost and makes the next one. Its agent, had it been started after
/// all, is refused.
@Component
class AttemptStarter {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptStarter.class);

    private final Placement placement;
    private final SessionService sessions;
    private final AttemptRepository attempts;
    private final WorkOrders orders;
    private final TokenService tokens;
    private final Engines engines;
    private final PoolService pools;
    private final SlotService slots;
    private final Endings endings;
    private final Bell bell;
    private final Clock clock;
    private final Set<UUID> starting = ConcurrentHashMap.newKeySet();

    AttemptStarter(
            Placement placement,
            SessionService sessions,
            AttemptRepository attempts,
            WorkOrders orders,
            TokenService tokens,
            Engines engines,
            PoolService pools,
            SlotService slots,
            Endings endings,
            Bell bell,
            Clock clock) {
        this.placement = placement;
        this.sessions = sessions;
        this.attempts = attempts;
        this.orders = orders;
        this.tokens = tokens;
        this.engines = engines;
        this.pools = pools;
        this.slots = slots;
        this.endings = endings;
        this.bell = bell;
        this.clock = clock;
    }

    /// Gives out what is free; the starts themselves go on in the background.
    void startAll() {
        while (claimAndStart()) {
            bell.ring();
        }
    }

    private boolean claimAndStart() {
        List<UUID> claiming = new ArrayList<>(1);
        try {
            Optional<UUID> claimed = placement.claimNext(id -> {
                claiming.add(id);
                starting.add(id);
            });
            claimed.ifPresent(this::startInBackground);
            return claimed.isPresent();
        } catch (RuntimeException e) {
            // Whether the claim was stored may be unknown here: if so, it is nobody's, and lost.
            claiming.forEach(starting::remove);
            throw e;
        }
    }

    /// Whether this process is at the start of the attempt.
    boolean isStarting(UUID attemptId) {
        return starting.contains(attemptId);
    }

    private void startInBackground(UUID attemptId) {
        Thread.ofVirtual().name("start " + attemptId).start(() -> {
            try {
                start(attemptId);
            } catch (RuntimeException e) {
                LOG.error("The start of attempt {} failed", attemptId, e);
            } finally {
                starting.remove(attemptId);
                bell.ring();
            }
        });
    }

    private void start(UUID attemptId) {
        Attempt attempt = attempts.find(attemptId).orElseThrow();
        Session session = sessions.find(attempt.sessionId()).orElseThrow();
        try {
            Pool pool = pools.require(attempt.pool());
            Engine engine = engines.of(pool);
            Task task = new Task(
                    attemptId,
                    tokens.issueForAgent(session.projectId(), session.id(), attemptId),
                    session.id(),
                    session.createdBy(),
                    session.needs(),
                    session.wallSeconds(),
                    slots.heldBy(attemptId));
            WorkOrder order = orders.make(attempt, session);
            attempts.setWorkOrder(attemptId, engine.prepare(pool, task, order));
            attempts.spawned(attemptId, engine.start(pool, task), clock.instant());
        } catch (EngineAwayException away) {
            LOG.warn("Attempt {} could not be started yet: {}", attemptId, away.getMessage());
            endings.lose(
                    attemptId,
                    Reason.of(
                            SessionReason.ENGINE_AWAY,
                            Map.of("pool", attempt.pool(), "why", String.valueOf(away.getMessage()))));
        } catch (UserError refused) {
            endings.end(attemptId, Session.State.FAILED, because(SessionReason.CANNOT_START, refused), "Dure", null);
        } catch (IOException failed) {
            LOG.error("Attempt {} could not be started", attemptId, failed);
            endings.end(attemptId, Session.State.FAILED, because(SessionReason.START_FAILED, failed), "Dure", null);
        }
    }

    private static Reason because(SessionReason code, Exception why) {
        return Reason.of(code).because(EngineRefusesException.reasonOf(why));
    }
}
