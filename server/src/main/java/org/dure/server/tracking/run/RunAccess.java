package org.dure.server.tracking.run;

import java.util.Optional;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.springframework.stereotype.Component;

/// Who may write a run: members of its project; a session's program its own runs alone.
@Component
public class RunAccess {

    private final RunRepository runs;

    RunAccess(RunRepository runs) {
        this.runs = runs;
    }

    /// The run as it is now, not locked: what is appended to a run that is deleted at that moment does no harm.
    ///
    /// @throws UserError.Invalid where it is deleted
    RunRepository.Handle forAppending(Caller caller, String id) {
        return active(checked(caller, id, runs.find(id)));
    }

    /// The run, which stays as it is until the transaction ends; others may go on logging to it.
    ///
    /// @throws UserError.Invalid where it is deleted
    public RunRepository.Handle forLogging(Caller caller, String id) {
        return active(checked(caller, id, runs.lockShared(id)));
    }

    /// As `forLogging`, locked for a change of its own row.
    RunRepository.Handle forLoggingAndChanging(Caller caller, String id) {
        return active(forChanging(caller, id));
    }

    private static RunRepository.Handle active(RunRepository.Handle run) {
        if (run.deleted()) {
            throw new UserError.Invalid(
                    "run_id", "The run " + run.id() + " must be in the 'active' state. Current state is deleted.");
        }
        return run;
    }

    /// The run, deleted or not, locked for a change of its own row.
    RunRepository.Handle forChanging(Caller caller, String id) {
        return checked(caller, id, runs.lock(id));
    }

    private static RunRepository.Handle checked(Caller caller, String id, Optional<RunRepository.Handle> found) {
        RunRepository.Handle run = found.filter(handle -> caller.may(Permission.TRACKING_READ, handle.projectId()))
                .orElseThrow(() -> new UserError.NotFound("run", id));
        caller.require(Permission.TRACKING_WRITE, run.projectId(), "run", id);
        if (caller.kind() == Caller.Kind.SESSION
                && (run.sessionId() == null || !run.sessionId().equals(caller.sessionId()))) {
            throw new UserError.Denied("A session writes its own run and those nested in it, not " + id + ".");
        }
        return run;
    }
}
