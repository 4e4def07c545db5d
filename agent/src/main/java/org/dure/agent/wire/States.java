package org.dure.agent.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingDeque;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.StateReport;
import org.jspecify.annotations.Nullable;

/// The attempt's transitions: each is told to `server` until it has acknowledged it, and the last one stands in the
/// work folder for people who look there.
public final class States {

    private final ServerLink link;
    private final Path file;
    private final LinkedBlockingDeque<StateReport> waiting = new LinkedBlockingDeque<>();
    private volatile AttemptState current = AttemptState.STARTING;
    private int number;

    public States(ServerLink link, Path work) {
        this.link = link;
        this.file = work.resolve("state.json");
    }

    public AttemptState current() {
        return current;
    }

    /// Puts the transition into the queue.
    public void enter(AttemptState state, Reason cause, @Nullable Integer exitCode) throws IOException {
        enter(state, cause, exitCode, null);
    }

    /// The same with what a failed attempt died of.
    public synchronized void enter(
            AttemptState state, Reason cause, @Nullable Integer exitCode, @Nullable Autopsy autopsy)
            throws IOException {
        number++;
        current = state;
        StateReport report = new StateReport(number, state, Instant.now(), cause, exitCode, autopsy);
        DurableFiles.replace(file, Json.MAPPER.writeValueAsBytes(report));
        waiting.add(report);
    }

    /// Returns when `server` has every transition so far.
    public void drain() throws AttemptOverException, InterruptedException {
        for (StateReport report = waiting.peek(); report != null; report = waiting.peek()) {
            tell(report);
            waiting.remove();
        }
    }

    private void tell(StateReport report) throws AttemptOverException, InterruptedException {
        while (true) {
            try {
                link.patiently(() -> link.call("POST", "/states", report, Object.class));
                return;
            } catch (RejectedException rejected) {
                System.err.println("the state " + report.state() + " is not accepted: " + rejected.getMessage());
                Thread.sleep(5_000);
            }
        }
    }
}
