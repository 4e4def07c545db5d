package org.dure.server.compute.engine;

import java.io.IOException;
import java.util.UUID;
import org.dure.base.agent.WorkOrder;
import org.dure.server.compute.Pool;
import org.dure.server.compute.pool.Connection;
import org.dure.server.compute.pool.EngineSettings;

/// Where the agents of a kind of pool run: this machine, or a Slurm cluster, each with the same agent, so that nothing
/// but these methods knows the difference.
public interface Engine extends EngineSettings {

    /// Whether it could start something now, as far as is known.
    default boolean answers(Pool pool) {
        return connection(pool).state() == Connection.State.ANSWERS;
    }

    /// Before the order is stored: puts what it reads where the agent will find it.
    ///
    /// @return the order with the folders as the agent sees them
    /// @throws IOException in words for people
    WorkOrder prepare(Pool pool, Task task, WorkOrder order) throws IOException;

    /// Starts the agent of an attempt, or has it started as soon as the pool can; it survives the end of `server`.
    ///
    /// @return the handle by which the other methods find it again, also after a restart of `server`
    /// @throws EngineAwayException where it may be tried again later
    /// @throws IOException         in words for people, where it cannot be started
    String start(Pool pool, Task task) throws IOException;

    /// What is known of the agent now; from memory or a file, so that it may be asked often.
    Presence presence(Pool pool, String handle);

    /// Ends the agent and all that it has started, and returns when nothing of it is left. Idempotent.
    ///
    /// @param handle as `start` has returned it; empty where that was not learnt
    /// @throws IOException where something would not end, or that cannot be known yet
    void clear(Pool pool, UUID attemptId, String handle) throws IOException;

    /// Removes the files of an attempt that has been cleared.
    void forget(Pool pool, UUID attemptId) throws IOException;
}
