package org.dure.server.compute;

import java.util.Map;
import java.util.UUID;
import org.dure.server.people.Caller;

/// Has a say before a session runs. Higher features implement it; every bean of this type is asked.
public interface SessionPreparer {

    /// Called at submit.
    ///
    /// @throws org.dure.server.base.UserError where the session must not run, such as for an unknown problem
    void check(Caller caller, UUID projectId, NewSession session);

    /// Variables for the program. Called at the start of each attempt, perhaps twice for one, so it is idempotent.
    Map<String, String> environment(Session session);
}
