package org.dure.server.compute.engine;

import java.time.Instant;
import org.dure.base.Reason;

/// What an engine knows of an agent.
public sealed interface Presence {

    /// It is yet to be started, by somebody who has been told to.
    ///
    /// @param reason what for
    record Waits(Reason reason) implements Presence {}

    /// It was started.
    ///
    /// @param since when, or `Instant.MIN` where that is not known
    record There(Instant since) implements Presence {}

    /// It has certainly ended.
    record Gone(Reason reason) implements Presence {}

    /// Nobody can tell now: its silence says nothing.
    record Unknown() implements Presence {}

    default boolean isGone() {
        return this instanceof Gone;
    }
}
