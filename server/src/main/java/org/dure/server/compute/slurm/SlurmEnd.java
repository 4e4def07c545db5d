package org.dure.server.compute.slurm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dure.base.Reason;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.Finding;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.engine.Presence;

/// What the end of a job means for its attempt.
final class SlurmEnd {

    static final String FORMAT = "--format=JobName,State,ExitCode";

    private static final Pattern ACCOUNTS =
            Pattern.compile("(?m)^AccountingStorageType\\s*=\\s*accounting_storage/slurmdbd");

    /// States in which a job has not ended (sacct(1), JOB STATE CODES). Where the controller does not know the job any
    /// more, the accounts have not heard of its end.
    private static final Set<String> OPEN = Set.of("PENDING", "RUNNING", "RESIZING", "SUSPENDED");

    private SlurmEnd() {}

    /// @param config as `scontrol show config` writes it
    static boolean hasAccounts(String config) {
        return ACCOUNTS.matcher(config).find();
    }

    /// By the names of the jobs.
    ///
    /// @param lines as `sacct --parsable2` with `FORMAT` writes them, the later submitted of two behind the other
    static Map<String, Presence> parse(String lines) {
        Map<String, Presence> ends = new HashMap<>();
        for (String line : lines.lines().toList()) {
            String[] parts = line.split("\\|", 3);
            if (parts.length == 3 && !OPEN.contains(parts[1])) {
                ends.put(parts[0], of(parts[1], parts[2]));
            }
        }
        return ends;
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
