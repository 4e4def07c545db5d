package org.dure.server.compute.attempt;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dure.base.Reason;
import org.dure.base.agent.Autopsy;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.Pool;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.engine.Engine;
import org.dure.server.compute.engine.Engines;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.program.ProgramFolders;
import org.dure.server.compute.program.RecipeFolders;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.session.SessionSteps;
import org.dure.server.compute.slot.SlotService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Looks after all attempts: finds the lost, clears up behind the ended, starts the waiting. Everything it acts on is
/// read from rows, so that it can be killed at any moment.
@Component
class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// For an agent that has reported its end to leave by itself.
    private static final Duration FAREWELL = Duration.ofSeconds(60);

    /// Two heartbeats and a half: an agent that was not heard for so long before its cluster said that it waits has not
    /// begun since.
    private static final Duration HUSHED = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final AttemptRepository attempts;
    private final SlotService slots;
    private final AttemptStarter starter;
    private final Endings endings;
    private final IdleWatch idleWatch;
    private final SliceWatch sliceWatch;
    private final SessionSteps steps;
    private final Engines engines;
    private final PoolService pools;
    private final ProgramFolders programs;
    private final RecipeFolders recipes;
    private final ComputeSettings settings;
    private final Bell bell;
    private final Clock clock;
    private final Set<UUID> clearing = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Instant> retryAt = new ConcurrentHashMap<>();
    private @Nullable Thread thread;
    private volatile boolean closed;

    /// Since when heartbeats could be stored: before that, silence says nothing about the agents.
    private Instant listeningSince = Instant.MAX;

    Supervisor(
            AttemptRepository attempts,
            SlotService slots,
            AttemptStarter starter,
            Endings endings,
            IdleWatch idleWatch,
            SliceWatch sliceWatch,
            SessionSteps steps,
            Engines engines,
            PoolService pools,
            ProgramFolders programs,
            RecipeFolders recipes,
            ComputeSettings settings,
            Bell bell,
            Clock clock) {
        this.attempts = attempts;
        this.slots = slots;
        this.starter = starter;
        this.endings = endings;
        this.idleWatch = idleWatch;
        this.sliceWatch = sliceWatch;
        this.steps = steps;
        this.engines = engines;
        this.pools = pools;
        this.programs = programs;
        this.recipes = recipes;
        this.settings = settings;
        this.bell = bell;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        slots.take();
        listeningSince = clock.instant();
        removeLeftovers();
        thread = Thread.ofPlatform().name("supervisor").start(this::work);
    }

    @EventListener(ContextClosedEvent.class)
    void end() throws InterruptedException {
        closed = true;
        Thread working = thread;
        if (working != null) {
            working.interrupt();
            working.join(Duration.ofSeconds(10));
        }
    }

    private void removeLeftovers() {
        try {
            programs.removeUnfinished();
            if (attempts.open().isEmpty()) {
                recipes.removeOthers();
            }
        } catch (IOException e) {
            LOG.warn("Folders of no further use could not be removed: {}", e.toString());
        }
    }

    private void work() {
        while (!closed) {
            try {
                findLost();
                idleWatch.look();
                clearUp();
                sliceWatch.look();
                starter.startAll();
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.error("The supervisor failed at a look; it looks again", e);
                listeningSince = clock.instant();
            }
            try {
                bell.await(LOOK);
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    private void findLost() {
        Instant now = clock.instant();
        for (Attempt attempt : attempts.open()) {
            if (starter.isStarting(attempt.id())) {
                continue;
            }
            look(attempt, now);
        }
    }

    private void look(Attempt attempt, Instant now) {
        String handle = attempt.handle();
        Instant spawned = attempt.spawnedAt();
        if (handle == null || spawned == null) {
            // Read before its start was over, perhaps: asked again, it has a handle.
            Attempt again = attempts.find(attempt.id()).orElseThrow();
            if (again.handle() == null) {
                endings.lose(attempt.id(), Reason.of(SessionReason.AGENT_NOT_STARTED));
            }
            return;
        }
        Pool pool = pools.require(attempt.pool());
        switch (engines.of(pool).presence(pool, handle)) {
            case Presence.Gone(Reason reason) -> endings.lose(attempt.id(), reason);
            case Presence.Evicted(Reason reason) -> endings.evict(attempt, reason);
            case Presence.Failed(Reason reason, Autopsy autopsy) -> endings.fail(attempt, reason, autopsy);
            case Presence.Waits(Instant asOf, Reason reason, Reason putBack) -> {
                Instant heard = attempt.heartbeatAt();
                if (heard == null) {
                    steps.explainStart(attempt.sessionId(), reason);
                } else if (asOf.isAfter(heard.plus(HUSHED))) {
                    // It ran before, and is not to be started a second time.
                    endings.evict(attempt, putBack);
                }
            }
            case Presence.Unknown unknown -> {}
            case Presence.There(Instant since) -> {
                Reason silent = silence(attempt, later(spawned, since), now);
                if (silent != null) {
                    endings.lose(attempt.id(), silent);
                }
            }
        }
    }

    private @Nullable Reason silence(Attempt attempt, Instant started, Instant now) {
        Instant heard = attempt.heartbeatAt() == null ? started : attempt.heartbeatAt();
        Instant since = later(heard, listeningSince);
        return now.isAfter(since.plus(settings.silence()))
                ? Reason.of(
                        SessionReason.AGENT_SILENT,
                        Map.of("seconds", settings.silence().toSeconds()))
                : null;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void clearUp() {
        Instant now = clock.instant();
        for (Attempt attempt : attempts.unsettled()) {
            Instant retry = retryAt.get(attempt.id());
            if ((retry == null || now.isAfter(retry)) && clearing.add(attempt.id())) {
                Thread.ofVirtual().name("clear " + attempt.id()).start(() -> clear(attempt, now));
            }
        }
    }

    private void clear(Attempt attempt, Instant now) {
        try {
            Pool pool = pools.require(attempt.pool());
            Engine engine = engines.of(pool);
            String state = attempts.state(attempt.id());
            boolean lost = state.equals(Endings.LOST);
            String handle = attempt.handle() == null ? "" : attempt.handle();
            if (lost || !leavesByItself(attempt, handle, now)) {
                engine.clear(pool, attempt.id(), handle);
            } else if (!handle.isEmpty() && !engine.presence(pool, handle).isGone()) {
                return;
            }
            if (lost) {
                endings.afterLoss(attempt);
            } else if (state.equals(Endings.PREEMPTED)) {
                endings.afterRoom(attempt);
            } else if (state.equals(Endings.REPEATED)) {
                endings.afterFailure(attempt);
            } else {
                endings.settle(attempt);
            }
            retryAt.remove(attempt.id());
            engine.forget(pool, attempt.id());
        } catch (IOException | RuntimeException e) {
            // Told once: a cluster may be away for days.
            if (retryAt.put(attempt.id(), clock.instant().plus(RETRY)) == null) {
                LOG.warn("What attempt {} has left could not be cleared yet: {}", attempt.id(), e.toString());
            }
        } finally {
            clearing.remove(attempt.id());
        }
    }

    private static boolean leavesByItself(Attempt attempt, String handle, Instant now) {
        Instant fencedAt = attempt.fencedAt();
        return handle.isEmpty() || fencedAt == null || now.isBefore(fencedAt.plus(FAREWELL));
    }
}
