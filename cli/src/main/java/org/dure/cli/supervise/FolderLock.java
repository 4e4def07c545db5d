package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Held by the one supervisor of a data folder for as long as it lives.
public final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Empty where another one holds it.
    static Optional<FolderLock> acquire(Path data) throws IOException {
        FileChannel channel = FileChannel.open(file(data), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new FolderLock(channel));
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            // Held already, only nearer.
        }
        channel.close();
        return Optional.empty();
    }

    /// Whether a supervisor lives on this folder.
    public static boolean isHeld(Path data) throws IOException {
        if (!Files.exists(file(data))) {
            return false;
        }
        Optional<FolderLock> free = acquire(data);
        if (free.isPresent()) {
            free.get().close();
            return false;
        }
        return true;
    }

    private static Path file(Path data) {
        return data.resolve("up.lock");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
