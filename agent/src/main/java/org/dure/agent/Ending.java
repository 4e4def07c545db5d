package org.dure.agent;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptState;
import org.jspecify.annotations.Nullable;

/// Why and how the attempt shall end before its program does so by itself.
final class Ending {

    /// @param polite whether the program is asked first (SIGTERM), and given its grace
    record Verdict(AttemptState state, Reason cause, boolean polite) {}

    private final AtomicReference<@Nullable Verdict> verdict = new AtomicReference<>();
    private @Nullable Cgroup group;

    /// The first verdict stands.
    void decide(Verdict decided) {
        verdict.compareAndSet(null, decided);
    }

    @Nullable
    Verdict verdict() {
        return verdict.get();
    }

    /// Whatever happens, `guarded` is emptied and removed in the end.
    synchronized void guard(Cgroup guarded) {
        group = guarded;
    }

    /// Another attempt has taken this one's place: kills everything and leaves at once, reporting nothing.
    void abandon(String reason) {
        System.err.println("abandoned: " + reason);
        release();
        Runtime.getRuntime().halt(Agent.EXIT_ABANDONED);
    }

    synchronized void release() {
        Cgroup guarded = group;
        group = null;
        if (guarded != null) {
            try {
                guarded.remove();
            } catch (IOException failed) {
                System.err.println("the control group could not be removed: " + failed.getMessage());
            }
        }
    }
}
