package org.dure.agent.supervision;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.jspecify.annotations.Nullable;

/// Waits for what the agents of a node do one at a time, because all of them use what one has made.
public final class NodeLock {

    private static final long POLL_MILLIS = 200;

    private NodeLock() {}

    /// @return null where the attempt is to end before it is its turn
    public static @Nullable FileLock await(FileChannel channel, Ending ending)
            throws IOException, InterruptedException {
        while (ending.verdict() == null) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return null;
    }
}
