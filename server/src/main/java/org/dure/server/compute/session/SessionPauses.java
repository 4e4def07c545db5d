package org.dure.server.compute.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionLife;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.Transition;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Holds sessions back and lets them go, each time with a line in their history.
@Component
public class SessionPauses {

    private final SessionRepository sessions;
    private final PauseRepository pauses;
    private final Clock clock;

    SessionPauses(SessionRepository sessions, PauseRepository pauses, Clock clock) {
        this.sessions = sessions;
        this.pauses = pauses;
        this.clock = clock;
    }

    /// @return whether it is this call that holds the session back; false where it is held already, or over
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean pause(UUID id, String by, Reason reason) {
        Session.State state = sessions.lock(id).orElseThrow();
        Instant now = clock.instant();
        if (state.isEnd() || !pauses.pause(id, new SessionLife.Pause(by, reason, now))) {
            return false;
        }
        note(id, state, cause(by, reason), by, now);
        return true;
    }

    /// @return whether the session was held back
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean resume(UUID id, String by) {
        Session.State state = sessions.lock(id).orElseThrow();
        if (!pauses.resume(id)) {
            return false;
        }
        note(id, state, Reason.of(SessionReason.RESUMED, Map.of("person", by)), by, clock.instant());
        return true;
    }

    /// Why a session that is held back does not run.
    public static Reason cause(String by, Reason reason) {
        return Reason.of(SessionReason.PAUSED, Map.of("person", by)).because(reason);
    }

    /// The session, which waits, gets no slot before that time.
    @Transactional(propagation = Propagation.MANDATORY)
    public void waitUntil(UUID id, Instant time) {
        pauses.retryAt(id, time);
    }

    /// Somebody has said that the session is to go on, though it seems to do nothing.
    @Transactional(propagation = Propagation.MANDATORY)
    public void kept(UUID id, String by) {
        Session.State state = sessions.lock(id).orElseThrow();
        note(id, state, Reason.of(SessionReason.KEPT, Map.of("person", by)), by, clock.instant());
    }

    private void note(UUID id, Session.State state, Reason cause, String actor, Instant now) {
        int attempt = sessions.find(id).orElseThrow().attempt();
        sessions.insertTransition(
                id, new Transition(0, state, state, now, cause, actor, attempt == 0 ? null : attempt, null));
    }
}
