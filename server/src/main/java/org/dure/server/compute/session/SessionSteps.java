package org.dure.server.compute.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.compute.Retry;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionEnded;
import org.dure.server.compute.Transition;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The one way in which a session changes its state: the step is stored with its cause, and an end is announced.
@Component
public class SessionSteps {

    /// A request to stop that a session has not yet followed.
    public record StopRequest(String reason, String actor) {}

    private final SessionRepository sessions;
    private final AgentBell agentBell;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    SessionSteps(SessionRepository sessions, AgentBell agentBell, ApplicationEventPublisher events, Clock clock) {
        this.sessions = sessions;
        this.agentBell = agentBell;
        this.events = events;
        this.clock = clock;
    }

    /// Within the caller's transaction. Nothing happens where the session is in that state already or is over.
    ///
    /// @param exitCode of the program; null where it did not end by itself
    @Transactional(propagation = Propagation.MANDATORY)
    public void enter(UUID id, Session.State state, Reason cause, String actor, @Nullable Integer exitCode) {
        Session.State from = sessions.lock(id).orElseThrow();
        if (from == state || from.isEnd()) {
            return;
        }
        Instant now = clock.instant();
        Session session = sessions.find(id).orElseThrow();
        sessions.move(id, state, cause, now);
        Integer attempt = session.attempt() == 0 ? null : session.attempt();
        sessions.insertTransition(id, new Transition(0, from, state, now, cause, actor, attempt, exitCode));
        if (state.isEnd()) {
            events.publishEvent(new SessionEnded(id, session.projectId(), session.kind(), state));
        }
    }

    /// Why a session that starts does not run yet; nothing where it starts no more.
    public void explainStart(UUID id, Reason reason) {
        sessions.explainStart(id, reason);
    }

    /// Whether the session waits, which stays so until the caller's transaction ends.
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isWaiting(UUID id) {
        return sessions.lock(id).orElseThrow() == Session.State.WAITING;
    }

    /// What follows an attempt of the session that did not come to its end.
    public Retry retry(UUID id) {
        return sessions.find(id).orElseThrow().life().retry();
    }

    /// Lets the session's agent stop it. Of several requests the first one's reason stays.
    @Transactional(propagation = Propagation.MANDATORY)
    public void requestStop(UUID id, StopRequest request) {
        sessions.requestStop(id, request);
        agentBell.ring(id);
    }

    /// As `stopRequest`, and what it tells stays so until the caller's transaction ends: whoever asks for a stop waits
    /// for what becomes of the session.
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<StopRequest> lockStopRequest(UUID id) {
        sessions.lock(id);
        return sessions.stopRequest(id);
    }

    /// Whether and why somebody has asked the session to stop.
    public Optional<StopRequest> stopRequest(UUID id) {
        return sessions.stopRequest(id);
    }
}
