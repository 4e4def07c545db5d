package org.dure.server.compute.pool;

import java.time.Instant;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// Whether that answers which a pool stands for.
///
/// @param trouble why it does not, or refuses; null where it answers, or has not been asked yet
/// @param since   when it first did so; null likewise
public record Connection(
        State state, @Nullable Reason trouble, @Nullable Instant since) {

    /// How the last question ended.
    public enum State {
        /// It is being asked for the first time.
        ASKED,
        ANSWERS,
        /// It answers, or could, but not with the pool's settings.
        REFUSES,
        AWAY
    }

    public static final Connection ASKED = new Connection(State.ASKED, null, null);
    public static final Connection ANSWERS = new Connection(State.ANSWERS, null, null);

    /// It does not answer now, or refuses.
    public Connection troubled(State how, Reason trouble, Instant now) {
        return new Connection(how, trouble, since == null || how != state ? now : since);
    }
}
