package org.dure.server.compute.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.agent.StreamRequest;
import org.dure.server.base.UserError;
import org.dure.server.compute.Session;
import org.dure.server.compute.attempt.OpenAttempts;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.springframework.stereotype.Service;

/// Opens streams into interactive sessions, and lets agents carry them.
@Service
class StreamService {

    private static final Duration WAIT_MAX = Duration.ofSeconds(30);
    static final int COLUMNS_MAX = 1_000;
    private static final int PORT_MIN = 1_024;
    private static final int PORT_MAX = 65_535;

    private final SessionService sessions;
    private final OpenAttempts attempts;
    private final StreamBroker broker;
    private final Audit audit;

    StreamService(SessionService sessions, OpenAttempts attempts, StreamBroker broker, Audit audit) {
        this.sessions = sessions;
        this.attempts = attempts;
        this.broker = broker;
        this.audit = audit;
    }

    /// @throws UserError.NotFound where the caller may not see the session
    /// @throws UserError.Conflict where nothing can be opened in it now
    Session require(Caller caller, UUID sessionId) {
        Session session = sessions.get(caller, sessionId);
        caller.require(Permission.COMPUTE_RUN, session.projectId(), "session", sessionId);
        if (session.kind() != Session.Kind.INTERACTIVE) {
            throw new UserError.Conflict("Only interactive sessions can be entered; this one is of kind "
                    + session.kind() + ". Submit one of kind INTERACTIVE (dure run --interactive).");
        }
        if (session.state() != Session.State.RUNNING) {
            throw new UserError.Conflict("The session can be entered while it runs; it is " + session.state() + ".");
        }
        return session;
    }

    void recordEntry(Caller caller, Session session, String what) {
        audit.record(
                caller, session.projectId(), "compute.session_entered", "session " + session.id(), Map.of("by", what));
    }

    StreamConnection terminal(UUID sessionId, UUID terminal, int columns, int rows) throws InterruptedException {
        return open(sessionId, StreamRequest.terminal(Ids.next(), terminal, size(columns), size(rows)));
    }

    void resize(UUID sessionId, UUID terminal, int columns, int rows) throws InterruptedException {
        open(sessionId, StreamRequest.resize(Ids.next(), terminal, size(columns), size(rows)))
                .close();
    }

    /// @param port of the loopback inside
    StreamConnection port(UUID sessionId, int port) throws InterruptedException {
        return open(sessionId, StreamRequest.port(Ids.next(), port));
    }

    static void checkPort(int port) {
        if (port < PORT_MIN || port > PORT_MAX) {
            throw new UserError.Invalid("port", "must lie between " + PORT_MIN + " and " + PORT_MAX + ", not " + port);
        }
    }

    List<StreamRequest> take(Caller caller, UUID attemptId, int waitSeconds) throws InterruptedException {
        UUID session = attempts.requireOpen(caller, attemptId);
        Duration wait = Duration.ofSeconds(Math.clamp(waitSeconds, 0, WAIT_MAX.toSeconds()));
        return broker.take(session, wait);
    }

    /// @throws UserError.Conflict where nobody waits for the stream any more
    void requireAwaited(Caller caller, UUID attemptId, UUID streamId) {
        UUID session = attempts.requireOpen(caller, attemptId);
        if (!broker.isAwaited(session, streamId)) {
            throw new UserError.Conflict("Nobody waits for this stream.");
        }
    }

    private StreamConnection open(UUID sessionId, StreamRequest request) throws InterruptedException {
        return broker.open(sessionId, request)
                .orElseThrow(() -> new UserError.Conflict("Nothing inside the session has answered."));
    }

    private static int size(int given) {
        return Math.clamp(given, 1, COLUMNS_MAX);
    }
}
