package org.dure.server.compute.engine;

import java.time.Instant;
import org.dure.base.Reason;
import org.dure.base.agent.Autopsy;

/// What an engine knows of an agent.
public sealed interface Presence {

    /// It is yet to be started, by somebody who has been told to.
    ///
    /// @param asOf    when that was so: an agent that was heard later has begun since
    /// @param reason  what for
    /// @param putBack why it is not what it was, where it had been started before
    record Waits(Instant asOf, Reason reason, Reason putBack) implements Presence {

        /// Of whoever is asked just now.
        public Waits(Reason reason, Reason putBack) {
            this(Instant.MAX, reason, putBack);
        }

        Waits asOf(Instant time) {
            return new Waits(time, reason, putBack);
        }
    }

    /// It was started.
    ///
    /// @param since when, or `Instant.MIN` where that is not known
    record There(Instant since) implements Presence {}

    /// It has certainly ended.
    record Gone(Reason reason) implements Presence {}

    /// Its cluster has taken its place back, for a node that goes down or for somebody else: nothing that it did.
    record Evicted(Reason reason) implements Presence {}

    /// It has certainly ended, by something that another attempt would run into, too.
    record Failed(Reason reason, Autopsy autopsy) implements Presence {}

    /// Nobody can tell now: its silence says nothing.
    record Unknown() implements Presence {}

    default boolean isGone() {
        return switch (this) {
            case Gone gone -> true;
            case Evicted evicted -> true;
            case Failed failed -> true;
            case Waits waits -> false;
            case There there -> false;
            case Unknown unknown -> false;
        };
    }
}
