package org.dure.agent.supervision;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.handover.Checkpoints;
import org.dure.agent.reason.ByteSize;
import org.dure.agent.sandbox.Sandbox;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// How a program ended.
///
/// @param exitCode null where it did not end by itself
public record Outcome(
        AttemptState state, Reason cause, @Nullable Integer exitCode) {

    private static final int SIGNALLED = 128;
    private static final int LINES_SHOWN = 12;

    private static final Map<Integer, String> SIGNALS = Map.of(
            2, "SIGINT",
            4, "SIGILL",
            6, "SIGABRT",
            7, "SIGBUS",
            8, "SIGFPE",
            9, "SIGKILL",
            11, "SIGSEGV",
            13, "SIGPIPE",
            15, "SIGTERM",
            25, "SIGXFSZ, a file larger than allowed");

    private static final Map<String, AttemptReason> LAUNCH = Map.of(
            "no such program: ", AttemptReason.NO_SUCH_PROGRAM, "not executable: ", AttemptReason.NOT_EXECUTABLE);

    public static Outcome of(Ending.Verdict verdict, @Nullable Integer exitCode) {
        return new Outcome(verdict.state(), verdict.cause(), exitCode);
    }

    /// The same of a program that made room, with what came of its being asked to save.
    public Outcome preempted(int saveSeconds, Checkpoints checkpoints) {
        if (!checkpoints.wasAsked()) {
            return this;
        }
        int saved = checkpoints.answer();
        Reason how = saved > 0
                ? Reason.of(AttemptReason.PREEMPTED_SAVED, Map.of("number", saved))
                : Reason.of(AttemptReason.PREEMPTED_UNSAVED, Map.of("seconds", saveSeconds));
        return new Outcome(state, exitCode == null || exitCode == 0 ? how : how.because(exit(exitCode)), exitCode);
    }

    /// Reads what the launch, the kernel and the supervision have to say; to be called before `group` is removed.
    public static Outcome of(
            WorkOrder order, Sandbox sandbox, Cgroup group, Ending.@Nullable Verdict verdict, List<String> lastLines)
            throws IOException {
        int code = sandbox.process().exitValue();
        boolean bySignal = code > SIGNALLED;
        if (verdict != null) {
            return of(verdict, bySignal ? null : code);
        }
        String start = sandbox.startMessage();
        if (!start.equals("started")) {
            return new Outcome(AttemptState.FAILED, notStarted(start, lastLines), null);
        }
        if (code == 0) {
            return new Outcome(AttemptState.SUCCEEDED, exit(0), 0);
        }
        if (group.memoryKills() > 0) {
            return new Outcome(
                    AttemptState.FAILED,
                    Reason.of(
                            AttemptReason.MEMORY_EXCEEDED,
                            Map.of("limit", ByteSize.words(order.needs().memoryBytes()))),
                    bySignal ? null : code);
        }
        Reason cause = bySignal ? signal(code - SIGNALLED) : exit(code);
        if (group.processRefusals() > 0) {
            Map<String, String> parameters =
                    new HashMap<>(cause.parts().getFirst().parameters());
            parameters.put("limit", String.valueOf(order.limits().processes()));
            cause = Reason.of(
                    bySignal ? AttemptReason.SIGNAL_AT_PROCESS_LIMIT : AttemptReason.EXIT_CODE_AT_PROCESS_LIMIT,
                    parameters);
        }
        return new Outcome(AttemptState.FAILED, cause, bySignal ? null : code);
    }

    private static Reason exit(int code) {
        return Reason.of(AttemptReason.EXIT_CODE, Map.of("code", code));
    }

    private static Reason signal(int number) {
        String name = SIGNALS.get(number);
        return Reason.of(AttemptReason.SIGNAL, Map.of("signal", name == null ? number : number + " (" + name + ")"));
    }

    /// @param start what the launch said, as `Launch` writes it; empty where it did not come so far
    private static Reason notStarted(String start, List<String> lastLines) {
        if (start.isEmpty()) {
            return Reason.of(AttemptReason.SANDBOX_NOT_STARTED)
                    .because(Reason.inWords(String.join(
                            "; ", lastLines.subList(Math.max(0, lastLines.size() - LINES_SHOWN), lastLines.size()))));
        }
        for (Map.Entry<String, AttemptReason> known : LAUNCH.entrySet()) {
            if (start.startsWith(known.getKey())) {
                String program = start.substring(known.getKey().length());
                return Reason.of(known.getValue(), Map.of("program", program));
            }
        }
        return Reason.inWords(start);
    }
}
