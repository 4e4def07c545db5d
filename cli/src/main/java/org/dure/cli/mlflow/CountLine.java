package org.dure.cli.mlflow;

import java.io.PrintStream;
import org.dure.cli.Console;

/// How many of something are done: one line that is written over at a terminal, a line for every tenth elsewhere.
public final class CountLine {

    private final PrintStream err;
    private final boolean terminal;
    private String shown = "";

    public CountLine(Console console) {
        this.err = console.err();
        java.io.Console system = System.console();
        this.terminal = system != null && system.isTerminal();
    }

    public synchronized void show(String name, int done, int of) {
        if (!terminal && done < of && (of < 10 || done % (of / 10) != 0)) {
            return;
        }
        String line = name + ": " + done + " of " + of + " runs";
        if (line.equals(shown)) {
            return;
        }
        shown = line;
        if (terminal) {
            err.print("\r" + line + (done == of ? "\n" : ""));
        } else {
            err.println(line);
        }
        err.flush();
    }
}
