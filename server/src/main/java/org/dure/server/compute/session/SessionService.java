package org.dure.server.compute.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.Mounted;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Output;
import org.dure.server.compute.Program;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionLife;
import org.dure.server.compute.SessionPreparer;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.Transition;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.program.ProgramService;
import org.dure.server.compute.program.Recipes;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.queue.QueueService;
import org.dure.server.compute.secret.SecretService;
import org.dure.server.compute.share.ShareService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Submits, shows and stops sessions.
@Service
@NamedInterface("session")
public class SessionService {

    private static final int LIST_MAX = 500;
    private static final int REASON_MAX = 500;
    private static final int KEY_MAX = 200;

    private final SessionRepository sessions;
    private final SessionRules rules;
    private final SessionSteps steps;
    private final Mounts mounts;
    private final Recipes recipes;
    private final ProgramService programs;
    private final PoolService pools;
    private final QueueService queues;
    private final ShareService shares;
    private final SecretService secrets;
    private final Bell bell;
    /// Asked for when needed: a preparer may itself stand on this service.
    private final ObjectProvider<SessionPreparer> preparers;
    private final ProjectService projects;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    SessionService(
            SessionRepository sessions,
            SessionRules rules,
            SessionSteps steps,
            Mounts mounts,
            Recipes recipes,
            ProgramService programs,
            PoolService pools,
            QueueService queues,
            ShareService shares,
            SecretService secrets,
            Bell bell,
            ObjectProvider<SessionPreparer> preparers,
            ProjectService projects,
            Audit audit,
            TransactionTemplate transactions,
            Clock clock) {
        this.sessions = sessions;
        this.rules = rules;
        this.steps = steps;
        this.mounts = mounts;
        this.recipes = recipes;
        this.programs = programs;
        this.pools = pools;
        this.queues = queues;
        this.shares = shares;
        this.secrets = secrets;
        this.bell = bell;
        this.preparers = preparers;
        this.projects = projects;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// Puts a session into the queue.
    ///
    /// @param project the id or the name
    /// @throws UserError.Invalid naming what is wrong, also where the machine could never run it
    public Session submit(Caller caller, String project, NewSession session) {
        return submit(caller, project, session, null);
    }

    /// @param key the same key in the same project gives the same session, however often it is sent; null for a new one
    /// @throws UserError.Invalid as above
    public Session submit(Caller caller, String project, NewSession session, @Nullable String key) {
        UUID projectId = projects.require(caller, Permission.COMPUTE_RUN, project);
        if (session.kind() == Session.Kind.EVALUATION) {
            throw new UserError.Invalid("kind", "EVALUATION is for the platform alone; submit a TRAINING session");
        }
        return acceptOnce(caller, projectId, session, key);
    }

    /// Puts a session of the platform's own into the queue.
    public Session submitForPlatform(UUID projectId, NewSession session) {
        return submitForPlatform(projectId, session, null);
    }

    /// @param key as with `submit`
    public Session submitForPlatform(UUID projectId, NewSession session, @Nullable String key) {
        return acceptOnce(Caller.platform(), projectId, session, key);
    }

    /// The session, where the caller may see it. While it waits, its reason tells what for.
    public Session get(Caller caller, UUID id) {
        Session session = find(id).orElseThrow(() -> new UserError.NotFound("session", id));
        caller.require(Permission.COMPUTE_READ, session.projectId(), "session", id);
        return session;
    }

    /// Whether the platform itself has submitted it.
    public boolean isByPlatform(UUID id) {
        return sessions.isByPlatform(id);
    }

    /// For other features, which ask for permission themselves.
    public Optional<Session> find(UUID id) {
        return explained(sessions.find(id).stream().toList()).stream().findFirst();
    }

    /// The newest first.
    public Page<Session> list(
            Caller caller,
            String project,
            Session.@Nullable State state,
            List<Session.Kind> kinds,
            @Nullable UUID after,
            int limit) {
        UUID projectId = projects.require(caller, Permission.COMPUTE_READ, project);
        List<Session> rows = explained(sessions.list(projectId, state, kinds, after, Page.size(limit, LIST_MAX) + 1));
        return Page.of(rows, limit, session -> session.id().toString());
    }

    /// Every step so far, the first one first.
    public List<Transition> transitions(Caller caller, UUID id) {
        return sessions.transitions(get(caller, id).id());
    }

    /// Stops a waiting session at once, a running one through its agent, which lets the program save first. Of several
    /// requests the first one's reason stays; a session that is over stays as it is.
    @Transactional
    public Session stop(Caller caller, UUID id, @Nullable String reason) {
        Session session = get(caller, id);
        caller.require(Permission.COMPUTE_RUN, session.projectId(), "session", id);
        requireNotJudging(caller, session);
        if (reason == null || reason.isBlank() || reason.length() > REASON_MAX) {
            throw new UserError.Invalid("reason", "must say in 1 to " + REASON_MAX + " characters why it is stopped");
        }
        Session.State state = sessions.lock(id).orElseThrow();
        if (!state.isEnd()) {
            steps.requestStop(id, new SessionSteps.StopRequest(reason, caller.name()));
            audit.record(
                    caller,
                    session.projectId(),
                    "compute.session_stop_requested",
                    "session " + id,
                    Map.of("reason", reason));
            if (state == Session.State.WAITING) {
                steps.enter(
                        id,
                        Session.State.STOPPED,
                        Reason.of(AttemptReason.STOPPED).because(Reason.inWords(reason)),
                        caller.name(),
                        null);
            }
        }
        return find(id).orElseThrow();
    }

    /// What the session has left so far, where the caller may read it.
    ///
    /// @throws UserError.Denied for an evaluation: what it says of single examples would betray the hidden part
    List<Output> readableOutputs(Caller caller, UUID id) {
        Session session = get(caller, id);
        requireNotJudging(caller, session);
        return sessions.outputs(id);
    }

    /// What the session has left so far; complete once it has ended. For other features.
    public List<Output> outputs(UUID sessionId) {
        return sessions.outputs(sessionId);
    }

    private Session acceptOnce(Caller caller, UUID projectId, NewSession session, @Nullable String key) {
        if (key == null) {
            return accept(caller, projectId, session, null);
        }
        if (key.isBlank() || key.length() > KEY_MAX) {
            throw new UserError.Invalid("Idempotency-Key", "must have 1 to " + KEY_MAX + " characters");
        }
        Optional<UUID> before = sessions.findByKey(projectId, key);
        if (before.isPresent()) {
            return find(before.get()).orElseThrow();
        }
        try {
            return accept(caller, projectId, session, key);
        } catch (DuplicateKeyException atTheSameTime) {
            return find(sessions.findByKey(projectId, key).orElseThrow()).orElseThrow();
        }
    }

    private Session accept(Caller caller, UUID projectId, NewSession session, @Nullable String key) {
        rules.check(session);
        if (session.kind() != Session.Kind.EVALUATION) {
            shares.check(projectId, session.needs());
        }
        if (session.program() instanceof Program.Recipe recipe) {
            recipes.check(caller, recipe, session.kind());
        }
        UUID programId = session.program().programId();
        if (programId != null) {
            programs.requireIn(projectId, programId);
        }
        if (session.program() instanceof Program.Bundle bundle && bundle.containerfile() != null) {
            programs.requireFile(bundle.programId(), "program.containerfile", bundle.containerfile());
        }
        List<Session.Mount> mounted = new ArrayList<>();
        for (int i = 0; i < session.mounts().size(); i++) {
            MountRequest request = session.mounts().get(i);
            Mounted found = mounts.resolve("mounts[" + i + "]", caller, projectId, request);
            mounted.add(new Session.Mount(request.kind(), request.name(), request.parameters(), found.lineage()));
        }
        secrets.check(projectId, session.secrets());
        preparers.stream().forEach(preparer -> preparer.check(caller, projectId, session));
        UUID id = Ids.next();
        Instant now = clock.instant();
        Session waiting = waiting(id, projectId, caller.name(), now, session, mounted);
        transactions.executeWithoutResult(status -> {
            pools.hold(session.pool());
            sessions.insert(waiting, caller.kind() == Caller.Kind.PLATFORM, key);
            sessions.setStart(id, session.start());
            sessions.insertTransition(
                    id,
                    new Transition(1, null, Session.State.WAITING, now, waiting.reason(), caller.name(), null, null));
            audit.record(
                    caller,
                    projectId,
                    "compute.session_submitted",
                    "session " + id,
                    Map.of("name", session.name(), "kind", session.kind().name()));
        });
        bell.ring();
        return find(id).orElseThrow();
    }

    /// @throws UserError.Denied where it is the platform's own and the caller no administrator
    public static void requireNotJudging(Caller caller, Session session) {
        if (session.kind() == Session.Kind.EVALUATION && !caller.administrator()) {
            throw new UserError.Denied(
                    "An evaluation is the platform's own: nobody else stops it or reads its outputs.");
        }
    }

    /// Those that wait, with what they wait for.
    private List<Session> explained(List<Session> found) {
        if (found.stream().noneMatch(session -> session.state() == Session.State.WAITING)) {
            return found.stream().map(this::warned).toList();
        }
        Map<String, Queue> byPool = new HashMap<>();
        return found.stream()
                .map(session -> session.state() == Session.State.WAITING
                        ? session.withReason(whyItWaits(session, byPool))
                        : warned(session))
                .toList();
    }

    private Session warned(Session session) {
        SessionLife.Idle idle = session.life().idle();
        if (idle == null) {
            return session;
        }
        Instant now = clock.instant();
        return session.withReason(Reason.of(
                SessionReason.IDLE_WARNING,
                Map.of(
                        "minutes", Duration.between(idle.since(), now).toMinutes(),
                        "left",
                                Math.max(
                                        0,
                                        Duration.between(now, idle.pausesAt()).toMinutes()))));
    }

    /// What it waits for; of one that has run before, also why it waits again.
    private Reason whyItWaits(Session session, Map<String, Queue> byPool) {
        SessionLife.Pause pause = session.life().pause();
        Instant retryAt = session.life().retryAt();
        Instant now = clock.instant();
        Reason waits;
        if (pause != null) {
            waits = SessionPauses.cause(pause.by(), pause.reason());
        } else if (retryAt != null && now.isBefore(retryAt)) {
            long seconds = Duration.between(now, retryAt).toSeconds() + 1;
            waits = Reason.of(SessionReason.WAITS_TO_RETRY, Map.of("seconds", seconds));
        } else {
            waits = itsTurn(session, byPool);
        }
        return session.attempt() == 0 ? waits : waits.because(session.reason());
    }

    private Reason itsTurn(Session session, Map<String, Queue> byPool) {
        return pools.require(session.pool()).open()
                ? byPool.computeIfAbsent(session.pool(), queues::now).reason(session.id(), session.projectId())
                : Reason.of(SessionReason.POOL_CLOSED, Map.of("pool", session.pool()));
    }

    private static Session waiting(
            UUID id, UUID projectId, String createdBy, Instant now, NewSession session, List<Session.Mount> mounted) {
        Long wall = session.wallSeconds();
        return new Session(
                id,
                projectId,
                session.name(),
                session.kind(),
                Session.State.WAITING,
                Reason.of(SessionReason.SUBMITTED),
                createdBy,
                now,
                null,
                null,
                0,
                session.program(),
                mounted,
                session.environment(),
                session.needs(),
                session.pool(),
                wall == null ? Session.WALL_SECONDS_DEFAULT : wall,
                session.context(),
                session.secrets(),
                null,
                null,
                null,
                SessionLife.fresh(session.retry()));
    }
}
