package org.dure.agent.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.supervision.Ending;
import org.dure.base.DurableFiles;
import org.jspecify.annotations.Nullable;

/// What the agents of a node make once and use again: unpacked images, built images, installed packages. Each entry
/// lies under the hash of what it was made from, is whole or absent, and is never changed. Those that no attempt uses
/// are removed, the longest unused first, where all together take too much.
public final class NodeCache implements AutoCloseable {

    private static final long POLL_MILLIS = 200;

    /// Makes an entry.
    public interface Maker {

        /// @param unfinished an empty folder
        /// @return the entry: that folder, or one in it; null where the attempt was ended meanwhile
        @Nullable
        Path make(Path unfinished) throws IOException, InterruptedException, RefusedException;
    }

    /// @param folder of what was provided; it stays until the cache is closed
    /// @param made   whether it was not there before
    public record Entry(Path folder, boolean made) {}

    private final Path root;
    private final Ending ending;
    private final Removal removal;
    private final Map<Path, FileChannel> held = new HashMap<>();

    /// How many entries are being made, each for the one before.
    private int makings;

    /// @param root     where the entries are kept
    /// @param bytesMax of all entries together; null for a share of the file system
    public NodeCache(Path root, @Nullable Long bytesMax, Ending ending, LogChunker log) {
        this.root = root;
        this.ending = ending;
        this.removal = new Removal(root, bytesMax, log);
    }

    /// The entry of this key, made now if it is not there. It stays until this is closed. Its maker may ask for
    /// others.
    ///
    /// @param place a folder of the cache, such as `images`
    /// @param key   64 hexadecimal digits
    /// @return null where the attempt was ended meanwhile
    @Nullable
    public Entry provide(String place, String key, Maker maker)
            throws IOException, InterruptedException, RefusedException {
        EntryFiles files = new EntryFiles(Files.createDirectories(root.resolve(place)), key);
        if (held.containsKey(files.entry())) {
            return new Entry(files.entry(), false);
        }
        boolean made = false;
        FileChannel channel = files.openLock();
        try (FileLock turn = await(channel)) {
            if (turn == null) {
                return null;
            }
            if (!Files.isDirectory(files.entry())) {
                makings++;
                try {
                    made = make(files, maker);
                } finally {
                    makings--;
                }
                if (!made) {
                    return null;
                }
            }
            files.use(channel);
            files.noteUse(made, Instant.now());
            held.put(files.entry(), channel);
        } finally {
            if (!held.containsKey(files.entry())) {
                channel.close();
            }
        }
        // Closing another channel on the lock of an entry that this process is making would give its turn away.
        if (makings == 0) {
            removal.run(held.keySet());
        }
        return new Entry(files.entry(), made);
    }

    private @Nullable FileLock await(FileChannel channel) throws IOException, InterruptedException {
        while (ending.verdict() == null) {
            FileLock turn = EntryFiles.takeTurn(channel);
            if (turn != null) {
                return turn;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return null;
    }

    private static boolean make(EntryFiles files, Maker maker)
            throws IOException, InterruptedException, RefusedException {
        // Whoever had the turn before has died over it.
        Removal.remove(files.unfinished());
        Files.createDirectory(files.unfinished());
        try {
            Path made = maker.make(files.unfinished());
            if (made == null) {
                return false;
            }
            Files.move(made, files.entry(), StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncFolder(files.folder());
            return true;
        } finally {
            Removal.remove(files.unfinished());
        }
    }

    /// Returns when what this agent removes is gone.
    void awaitRemoval() throws InterruptedException {
        removal.await();
    }

    /// Others may remove what was provided.
    @Override
    public void close() throws IOException {
        for (FileChannel channel : held.values()) {
            channel.close();
        }
        held.clear();
    }
}
