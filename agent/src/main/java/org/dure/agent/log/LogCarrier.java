package org.dure.agent.log;

import java.io.IOException;
import org.dure.agent.wire.AttemptOverException;

/// Takes what is spooled of a log to where it is kept.
public interface LogCarrier {

    /// Carries what is there now; returns when the spool is empty.
    void drain() throws IOException, AttemptOverException, InterruptedException;
}
