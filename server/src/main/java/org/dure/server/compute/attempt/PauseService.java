package org.dure.server.compute.attempt;

import java.util.Map;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.base.UserError;
import org.dure.server.compute.Session;
import org.dure.server.compute.cost.CostService;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.session.SessionPauses;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Sessions held back by hand: one that runs makes room first.
@Service
class PauseService {

    private static final int REASON_MAX = 500;

    private final SessionService sessions;
    private final SessionPauses pauses;
    private final Preemption preemption;
    private final CostService costs;
    private final Audit audit;
    private final Bell bell;

    PauseService(
            SessionService sessions,
            SessionPauses pauses,
            Preemption preemption,
            CostService costs,
            Audit audit,
            Bell bell) {
        this.sessions = sessions;
        this.pauses = pauses;
        this.preemption = preemption;
        this.costs = costs;
        this.audit = audit;
        this.bell = bell;
    }

    /// From now on the session gets no slot. Of several requests the first one's reason stays.
    ///
    /// @throws UserError.Conflict where it is over
    @Transactional
    public Session pause(Caller caller, UUID id, @Nullable String reason) {
        Session session = require(caller, id);
        if (reason == null || reason.isBlank() || reason.length() > REASON_MAX) {
            throw new UserError.Invalid("reason", "must say in 1 to " + REASON_MAX + " characters why it is paused");
        }
        Reason words = Reason.inWords(reason);
        preemption.lock(id);
        if (pauses.pause(id, caller.name(), words)) {
            preemption.preempt(id, SessionPauses.cause(caller.name(), words), caller.name());
            audit.record(
                    caller, session.projectId(), "compute.session_paused", "session " + id, Map.of("reason", reason));
        }
        return sessions.find(id).orElseThrow();
    }

    /// Puts a paused session back into the queue, at its old place; nothing where it is not paused.
    ///
    /// @throws UserError.Conflict where it is over
    @Transactional
    public Session resume(Caller caller, UUID id) {
        Session session = require(caller, id);
        if (pauses.resume(id, caller.name())) {
            audit.record(caller, session.projectId(), "compute.session_resumed", "session " + id, Map.of());
            bell.ring();
        }
        return sessions.find(id).orElseThrow();
    }

    /// The session counts as at work from now on, however little it does.
    ///
    /// @throws UserError.Conflict where it is over
    @Transactional
    public Session keep(Caller caller, UUID id) {
        Session session = require(caller, id);
        if (costs.keep(id)) {
            pauses.kept(id, caller.name());
            audit.record(caller, session.projectId(), "compute.session_kept", "session " + id, Map.of());
        }
        return sessions.find(id).orElseThrow();
    }

    private Session require(Caller caller, UUID id) {
        Session session = sessions.get(caller, id);
        caller.require(Permission.COMPUTE_RUN, session.projectId(), "session", id);
        SessionService.requireNotJudging(caller, session);
        if (session.state().isEnd()) {
            throw new UserError.Conflict("Session " + id + " is over: " + session.state() + ".");
        }
        return session;
    }
}
