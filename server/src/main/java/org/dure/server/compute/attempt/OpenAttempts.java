package org.dure.server.compute.attempt;

import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.springframework.stereotype.Service;

/// Which attempts go on, for what else speaks with their agents.
@Service
public class OpenAttempts {

    private final AttemptRepository attempts;

    OpenAttempts(AttemptRepository attempts) {
        this.attempts = attempts;
    }

    /// @return the session that the attempt runs
    /// @throws UserError.Denied where the caller is not this attempt's agent
    /// @throws UserError.Gone   where the attempt is over
    public UUID requireOpen(Caller caller, UUID attemptId) {
        requireOwn(caller, attemptId);
        return attempts.find(attemptId)
                .filter(Attempt::isOpen)
                .orElseThrow(OpenAttempts::over)
                .sessionId();
    }

    static void requireOwn(Caller caller, UUID attemptId) {
        if (caller.kind() != Caller.Kind.AGENT || !attemptId.equals(caller.attemptId())) {
            throw new UserError.Denied("This token belongs to another attempt.");
        }
    }

    static UserError over() {
        return new UserError.Gone("This attempt is over.");
    }
}
