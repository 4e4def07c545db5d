package org.dure.server.compute.attempt;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.server.compute.SessionLife;
import org.dure.server.compute.session.AgentBell;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Lets sessions make room without losing their work.
///
/// The request is a row of the attempt. Its agent reads it in the answer to a heartbeat, asks the program to save,
/// waits until the checkpoint is stored or the grace is over, stops it, and reports PREEMPTED. The slots stay held
/// until the agent is gone; then the session waits again, and its next attempt goes on from the checkpoint. Whoever
/// dies in between: the row stands, and what the attempt lost is found as of any lost attempt, but is not counted.
@Service
public class Preemption {

    private final PreemptionRepository preemptions;
    private final AgentBell agentBell;
    private final Clock clock;

    Preemption(PreemptionRepository preemptions, AgentBell agentBell, Clock clock) {
        this.preemptions = preemptions;
        this.agentBell = agentBell;
        this.clock = clock;
    }

    /// Before the session itself is locked: an agent's calls lock its attempt first, and two that wait for each other
    /// would both fail.
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(UUID sessionId) {
        preemptions.lockOpenAttempt(sessionId);
    }

    /// Asks the session's attempt to make room. Asking again changes nothing.
    ///
    /// @param cause why, shown to the session's people
    /// @param actor who or what decided it
    /// @return the attempt that makes room; empty where the session has none that goes on
    @Transactional
    public Optional<UUID> preempt(UUID sessionId, Reason cause, String actor) {
        Optional<UUID> attempt = preemptions.lockOpenAttempt(sessionId);
        attempt.ifPresent(id -> {
            preemptions.request(id, new PreemptionRepository.Request(cause, actor), clock.instant());
            agentBell.ring(sessionId);
        });
        return attempt;
    }

    /// Whether and why the attempt shall make room.
    Optional<PreemptionRepository.Request> request(UUID attemptId) {
        return preemptions.find(attemptId);
    }

    /// A checkpoint of the session is stored.
    void checkpointStored(UUID sessionId) {
        preemptions.canCheckpoint(sessionId, SessionLife.CanCheckpoint.YES.name(), null);
    }

    /// How the attempt made room, in its agent's words.
    void reported(UUID attemptId, UUID sessionId, Reason how) {
        String code = how.parts().getFirst().code();
        if (code.equals(AttemptReason.PREEMPTED_SAVED.name())) {
            preemptions.saved(attemptId, clock.instant());
        } else if (code.equals(AttemptReason.PREEMPTED_UNSAVED.name())) {
            preemptions.canCheckpoint(
                    sessionId, SessionLife.CanCheckpoint.NO.name(), SessionLife.CanCheckpoint.UNKNOWN.name());
        }
    }

    /// The attempt's slots are free.
    void ended(UUID attemptId) {
        preemptions.ended(attemptId, clock.instant());
    }
}
