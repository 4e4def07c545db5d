package org.dure.server.compute;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.dure.base.Ids;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Gives free slots to those who wait.
@Component
class Placement {

    private final SessionRepository sessions;
    private final AttemptRepository attempts;
    private final SlotRepository slots;
    private final SessionSteps steps;
    private final Machine machine;

    Placement(
            SessionRepository sessions,
            AttemptRepository attempts,
            SlotRepository slots,
            SessionSteps steps,
            Machine machine) {
        this.sessions = sessions;
        this.attempts = attempts;
        this.slots = slots;
        this.steps = steps;
        this.machine = machine;
    }

    /// The next session's new attempt with its leases, or nothing where nobody can start now.
    ///
    /// @param before told the attempt's id before the row can be seen by others
    @Transactional
    public Optional<UUID> claimNext(Consumer<UUID> before) {
        slots.lockAll();
        Optional<Queue.Turn> turn = queue().next();
        if (turn.isEmpty()) {
            return Optional.empty();
        }
        UUID sessionId = turn.get().waiting().sessionId();
        if (sessions.lock(sessionId).orElseThrow() != Session.State.WAITING) {
            return Optional.empty();
        }
        UUID attemptId = Ids.next();
        before.accept(attemptId);
        List<String> names = turn.get().slots();
        attempts.insert(attemptId, sessionId);
        names.forEach(name -> slots.lease(attemptId, name));
        steps.enter(sessionId, Session.State.STARTING, "got " + String.join(", ", names), "Dure", null);
        return Optional.of(attemptId);
    }

    /// As it is now.
    Queue queue() {
        return new Queue(sessions.waiting(), slots.list(), machine.memoryBytes() - slots.memoryHeld());
    }
}
