package org.dure.server.compute.attempt;

import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.agent.WorkOrder;
import org.dure.server.compute.queue.Bell;
import org.dure.server.compute.session.SessionPauses;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Holds sessions back for other features of the platform, and tells what they could go on from. A session that is held
/// makes room with its work saved, as one that a person pauses.
@Service
@NamedInterface("attempt")
public class HoldService {

    private static final String ACTOR = "Dure";

    private final SessionPauses pauses;
    private final Preemption preemption;
    private final AttemptRepository attempts;
    private final Bell bell;

    HoldService(SessionPauses pauses, Preemption preemption, AttemptRepository attempts, Bell bell) {
        this.pauses = pauses;
        this.preemption = preemption;
        this.attempts = attempts;
        this.bell = bell;
    }

    /// From now on the session gets no slot, and gives up those that it has. Nothing where it is held already, or over.
    @Transactional(propagation = Propagation.MANDATORY)
    public void hold(UUID sessionId, Reason why) {
        preemption.lock(sessionId);
        if (pauses.pause(sessionId, ACTOR, why)) {
            preemption.preempt(sessionId, SessionPauses.cause(ACTOR, why), ACTOR);
        }
    }

    /// Puts the session back into the queue, at its old place; nothing where it is not held.
    @Transactional(propagation = Propagation.MANDATORY)
    public void letGo(UUID sessionId) {
        if (pauses.resume(sessionId, ACTOR)) {
            bell.ring();
        }
    }

    /// The last checkpoint that the session itself has stored.
    public Optional<WorkOrder.Checkpoint> storedCheckpoint(UUID sessionId) {
        return attempts.storedCheckpoint(sessionId);
    }
}
