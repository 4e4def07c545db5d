package org.dure.server.compute.slurm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.base.Reason;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.Finding;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.engine.Presence;

/// What the end of a job means for its attempt.
final class SlurmEnd {

    /// States in which a job has not ended (sacct(1), JOB STATE CODES). Where the controller does not know the job any
    /// more, the accounts have not heard of its end.
    private static final Set<String> OPEN = Set.of("PENDING", "RUNNING", "RESIZING", "SUSPENDED");

    private SlurmEnd() {}

    /// @param state of a job's account
    static boolean isOpen(String state) {
        return OPEN.contains(state);
    }

    /// @param state    such as `TIMEOUT` or `CANCELLED by 0`
    /// @param exitCode such as `1:0`, the program's and the signal's; empty where it is not known
    static Presence of(String state, String exitCode) {
        return switch (state.split(" ", 2)[0]) {
            case "OUT_OF_MEMORY" -> failed(state, exitCode, Finding.MAIN_MEMORY_FULL);
            case "TIMEOUT", "DEADLINE" -> failed(state, exitCode, Finding.TIME_LIMIT_REACHED);
            case "PREEMPTED", "REQUEUED", "REVOKED" -> new Presence.Evicted(Reason.of(SessionReason.SLURM_REQUEUED));
            default -> new Presence.Gone(ended(state, exitCode));
        };
    }

    private static Presence failed(String state, String exitCode, Finding finding) {
        return new Presence.Failed(
                ended(state, exitCode),
                new Autopsy(
                        Reason.of(finding), Reason.of(finding.next()), List.of("Slurm: " + words(state, exitCode))));
    }

    private static Reason ended(String state, String exitCode) {
        return Reason.of(SessionReason.SLURM_ENDED, Map.of("state", words(state, exitCode)));
    }

    private static String words(String state, String exitCode) {
        return exitCode.isEmpty() || exitCode.equals("0:0") ? state : state + ", exit code " + exitCode;
    }
}
