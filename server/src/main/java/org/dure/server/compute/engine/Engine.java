package org.dure.server.compute.engine;

import java.io.IOException;
import java.util.UUID;

/// Where agents run. This machine is one; a Slurm cluster and Kubernetes will be others, each with the same agent, so
/// that nothing but these four methods knows the difference.
public interface Engine {

    /// Starts the agent of an attempt; it survives the end of `server`.
    ///
    /// @param token the attempt token
    /// @return the handle by which `isGone` and `clear` find it again, also after a restart of `server`
    /// @throws IOException in words for people, where it cannot be started
    String start(UUID attemptId, String token) throws IOException;

    /// Whether the agent has certainly ended. False where that is not known.
    boolean isGone(String handle);

    /// Ends the agent and all that it has started, and returns when nothing of it is left. Idempotent.
    ///
    /// @param handle as `start` has returned it; empty where that was not learnt
    /// @throws IOException where something would not end
    void clear(UUID attemptId, String handle) throws IOException;

    /// Removes the files of an attempt that has been cleared.
    void forget(UUID attemptId) throws IOException;
}
