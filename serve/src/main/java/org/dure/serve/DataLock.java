package org.dure.serve;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a second `serve` off the same folder for as long as this process lives.
final class DataLock {

    /// Held by the process; the kernel lets go of it when the process ends, however it ends.
    private static @Nullable FileLock held;

    private DataLock() {}

    /// @throws IOException where another process has the folder
    static void take(Path data) throws IOException {
        FileChannel channel =
                FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        held = channel.tryLock();
        if (held == null) {
            channel.close();
            throw new IOException("another serve already uses the folder " + data);
        }
    }
}
