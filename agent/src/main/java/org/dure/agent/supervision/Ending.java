package org.dure.agent.supervision;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.dure.agent.cgroup.Cgroup;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptState;
import org.jspecify.annotations.Nullable;

/// Why and how the attempt shall end before its program does so by itself.
public final class Ending {

    /// Of an agent whose attempt is over for `server`, or whose gang has lost a rank.
    public static final int EXIT_ABANDONED = 3;

    /// @param polite      whether the program is asked first (SIGTERM), and given its grace
    /// @param saveSeconds how long it may take to save before that; 0 where it is not asked to
    public record Verdict(AttemptState state, Reason cause, boolean polite, int saveSeconds) {

        public Verdict(AttemptState state, Reason cause, boolean polite) {
            this(state, cause, polite, 0);
        }
    }

    private final AtomicReference<@Nullable Verdict> verdict = new AtomicReference<>();
    private volatile boolean urgent;
    private @Nullable Cgroup group;

    /// The first verdict stands.
    public void decide(Verdict decided) {
        verdict.compareAndSet(null, decided);
    }

    /// Nobody wants to wait for the program to save any more.
    public void hurry() {
        urgent = true;
    }

    boolean isUrgent() {
        return urgent;
    }

    /// The program has come to its own good end before it could follow.
    void withdraw(Verdict withdrawn) {
        verdict.compareAndSet(withdrawn, null);
    }

    /// How long the program may take, or might have taken, to save before it leaves.
    public int saveSeconds() {
        Verdict decided = verdict.get();
        return decided == null ? 0 : decided.saveSeconds();
    }

    @Nullable
    public Verdict verdict() {
        return verdict.get();
    }

    /// Whatever happens, `guarded` is emptied and removed in the end.
    public synchronized void guard(Cgroup guarded) {
        group = guarded;
    }

    /// The attempt is over, or of no use any more: kills everything and leaves at once, reporting nothing.
    public void abandon(String reason) {
        System.err.println("abandoned: " + reason);
        release();
        Runtime.getRuntime().halt(EXIT_ABANDONED);
    }

    public synchronized void release() {
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
