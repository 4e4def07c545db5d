package org.dure.agent.handover;

import java.io.IOException;
import org.dure.agent.log.LogChunker;

/// Says in the log what of a folder is left out and why, without letting a program fill the log with it.
final class LeftOut {

    private static final int SAID_MAX = 20;
    private static final int PATH_CHARS_MAX = 200;

    private final LogChunker log;
    private final String what;
    private int count;

    /// @param what the folder's files are, such as `output`
    LeftOut(LogChunker log, String what) {
        this.log = log;
        this.what = what;
    }

    void say(String path, String why) throws IOException {
        count++;
        if (count <= SAID_MAX) {
            String shortened = path.length() > PATH_CHARS_MAX ? path.substring(0, PATH_CHARS_MAX) + "…" : path;
            log.say(what + " " + shortened.replaceAll("\\p{Cntrl}", "?") + " is left out: " + why);
        }
    }

    /// Tells the number of those that were not named.
    void end() throws IOException {
        if (count > SAID_MAX) {
            log.say((count - SAID_MAX) + " more are left out");
        }
    }
}
