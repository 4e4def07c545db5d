package org.dure.cli.verbs;

import java.io.PrintStream;
import org.dure.cli.Console;
import org.dure.cli.api.Uploading;

/// How far an upload has come: one line that is written over at a terminal, a line for every tenth elsewhere.
final class ProgressLine implements Uploading.Progress {

    private final PrintStream err;
    private final boolean terminal;
    private int shown = -1;

    ProgressLine(Console console) {
        this.err = console.err();
        java.io.Console system = System.console();
        this.terminal = system != null && system.isTerminal();
    }

    @Override
    public synchronized void sent(long bytes, long ofBytes) {
        int percent = ofBytes == 0 ? 100 : (int) (100 * bytes / ofBytes);
        int step = terminal ? percent : percent / 10 * 10;
        if (step == shown) {
            return;
        }
        shown = step;
        String line = "%3d %%  %s of %s".formatted(step, Words.size(bytes), Words.size(ofBytes));
        if (terminal) {
            err.print("\r" + line + (percent == 100 ? "\n" : ""));
        } else {
            err.println(line);
        }
        err.flush();
    }
}
