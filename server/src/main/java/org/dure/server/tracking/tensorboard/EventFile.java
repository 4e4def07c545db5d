package org.dure.server.tracking.tensorboard;

import java.util.List;
import org.dure.base.Reason;
import org.dure.base.Sha256;
import org.jspecify.annotations.Nullable;

/// An event file among a run's artifacts, and how far it has been read.
///
/// @param runId      the run's row
/// @param path       among the run's artifacts
/// @param readBytes  whole records up to here have been read
/// @param readSha256 of these bytes; null where there are none
/// @param points     values found in it, also those of metrics that the program had logged itself
record EventFile(
        long runId,
        String path,
        long sizeBytes,
        Sha256 sha256,
        State state,
        int attempts,
        long readBytes,
        @Nullable String readSha256,
        long points,
        List<Reason> problems) {

    enum State {
        WAITING,
        READING,
        READ,
        /// Given up: the platform could not read it.
        FAILED
    }

    /// The same file, read so far.
    EventFile at(State state, long readBytes, @Nullable String readSha256, long points, List<Reason> problems) {
        return new EventFile(runId, path, sizeBytes, sha256, state, attempts, readBytes, readSha256, points, problems);
    }

    private static final String NAME = "events.out.tfevents.";

    /// Whether a file is called as TensorBoard's writers call theirs.
    static boolean isNamed(String path) {
        return path.startsWith(NAME, path.lastIndexOf('/') + 1);
    }
}
