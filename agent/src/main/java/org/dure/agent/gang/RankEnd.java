package org.dure.agent.gang;

import java.time.Instant;
import java.util.List;
import org.dure.agent.supervision.Outcome;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptState;
import org.jspecify.annotations.Nullable;

/// How the program of one rank has ended. Nothing of it runs any more.
///
/// @param lastLines of what it printed, the oldest first
public record RankEnd(
        int rank,
        Instant time,
        AttemptState state,
        Reason cause,
        @Nullable Integer exitCode,
        List<String> lastLines) {

    public static RankEnd of(int rank, Outcome outcome, List<String> lastLines) {
        return new RankEnd(rank, Instant.now(), outcome.state(), outcome.cause(), outcome.exitCode(), lastLines);
    }

    boolean failed() {
        return state == AttemptState.FAILED;
    }

    public Outcome outcome() {
        return new Outcome(state, cause, exitCode);
    }
}
