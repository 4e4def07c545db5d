package org.dure.agent;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// How a program ended, in words for people.
///
/// @param exitCode null where it did not end by itself
record Outcome(AttemptState state, String cause, @Nullable Integer exitCode) {

    private static final int SIGNALLED = 128;

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

    static Outcome of(Ending.Verdict verdict, @Nullable Integer exitCode) {
        return new Outcome(verdict.state(), verdict.cause(), exitCode);
    }

    /// Reads what the launch, the kernel and the supervision have to say; to be called before `group` is removed.
    static Outcome of(
            WorkOrder order, Sandbox sandbox, Cgroup group, Ending.@Nullable Verdict verdict, List<String> lastLines)
            throws IOException {
        int code = sandbox.process().exitValue();
        boolean bySignal = code > SIGNALLED;
        if (verdict != null) {
            return of(verdict, bySignal ? null : code);
        }
        String start = sandbox.startMessage();
        if (!start.equals("started")) {
            String why = start.isEmpty() ? "the sandbox could not be started: " + String.join("; ", lastLines) : start;
            return new Outcome(AttemptState.FAILED, why, null);
        }
        if (code == 0) {
            return new Outcome(AttemptState.SUCCEEDED, "exit code 0", 0);
        }
        if (group.memoryKills() > 0) {
            return new Outcome(
                    AttemptState.FAILED,
                    "used more than " + ByteSize.words(order.needs().memoryBytes()) + " of memory",
                    bySignal ? null : code);
        }
        String cause = bySignal ? "ended by " + signal(code - SIGNALLED) : "exit code " + code;
        if (group.processRefusals() > 0) {
            cause += "; it ran into its limit of " + order.limits().processes() + " processes and threads at a time";
        }
        return new Outcome(AttemptState.FAILED, cause, bySignal ? null : code);
    }

    private static String signal(int number) {
        String name = SIGNALS.get(number);
        return "signal " + number + (name == null ? "" : " (" + name + ")");
    }
}
