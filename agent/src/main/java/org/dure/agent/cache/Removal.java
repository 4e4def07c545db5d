package org.dure.agent.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.ByteSize;
import org.jspecify.annotations.Nullable;

/// Keeps the entries of a cache within a limit. One agent at a time removes; what a killed one has left is removed by
/// the next.
final class Removal {

    /// The share of its file system that a cache may take, where nobody has said how much.
    private static final int SHARE = 4;

    private static final long SHARE_BYTES_MAX = 500L << 30;

    private record Kept(EntryFiles files, long bytes, Instant lastUse) {}

    private final Path root;
    private final @Nullable Long bytesMax;
    private final LogChunker log;
    private @Nullable Thread remover;

    Removal(Path root, @Nullable Long bytesMax, LogChunker log) {
        this.root = root;
        this.bytesMax = bytesMax;
        this.log = log;
    }

    /// Sets aside what is too much, and removes it while the caller goes on.
    ///
    /// @param held entries that the agent itself uses
    void run(Set<Path> held) throws IOException, InterruptedException {
        if (remover != null && remover.isAlive()) {
            return;
        }
        try {
            FileChannel channel =
                    FileChannel.open(root.resolve("removal.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            List<Path> dying = List.of();
            try {
                dying = lock == null ? List.of() : setAside(Set.copyOf(held));
            } finally {
                if (dying.isEmpty()) {
                    channel.close();
                }
            }
            if (!dying.isEmpty()) {
                List<Path> all = dying;
                remover = Thread.ofPlatform().daemon().name("cache removal").start(() -> removeAll(all, channel));
            }
        } catch (IOException failed) {
            log.say("images and packages that nobody uses could not be removed from this node: " + failed.getMessage());
        }
    }

    void await() throws InterruptedException {
        if (remover != null) {
            remover.join();
        }
    }

    private List<Path> setAside(Set<Path> held) throws IOException, InterruptedException {
        List<Path> dying = new ArrayList<>();
        List<Kept> entries = new ArrayList<>();
        collect(root, held, entries, dying);
        long limit = limit();
        long bytes = entries.stream().mapToLong(Kept::bytes).sum();
        long removed = 0;
        int count = 0;
        entries.sort(Comparator.comparing(Kept::lastUse));
        for (Kept entry : entries) {
            if (bytes - removed <= limit) {
                break;
            }
            Path entryFolder = entry.files().entry();
            Path aside = held.contains(entryFolder) ? null : entry.files().setAside(entryFolder);
            if (aside != null) {
                dying.add(aside);
                removed += entry.bytes();
                count++;
            }
        }
        if (count > 0) {
            log.say("to keep the images and packages on this node within " + ByteSize.about(limit) + ", " + count
                    + " that nobody uses " + (count == 1 ? "is" : "are") + " removed (" + ByteSize.about(removed)
                    + ")");
        }
        return dying;
    }

    private long limit() throws IOException {
        return bytesMax != null
                ? bytesMax
                : Math.min(Files.getFileStore(root).getTotalSpace() / SHARE, SHARE_BYTES_MAX);
    }

    /// @param left takes what killed agents have left
    private static void collect(Path folder, Set<Path> held, List<Kept> entries, List<Path> left)
            throws IOException, InterruptedException {
        List<Path> children;
        try (var all = Files.list(folder)) {
            children = all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path child : children) {
            EntryFiles files = EntryFiles.of(child);
            if (files == null) {
                collect(child, held, entries, left);
            } else if (child.equals(files.entry())) {
                entries.add(new Kept(files, files.bytes(), files.lastUse()));
            } else if (!child.equals(files.unfinished())) {
                left.add(child);
            } else if (!held.contains(files.entry())) {
                Path aside = files.setAside(child);
                if (aside != null) {
                    left.add(aside);
                }
            }
        }
    }

    private void removeAll(List<Path> dying, FileChannel channel) {
        try (channel) {
            for (Path path : dying) {
                remove(path);
            }
        } catch (IOException failed) {
            System.err.println("what nobody uses could not be removed: " + failed.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// With a program of the node, which follows no link and knows no path too deep, and which ends with the agent.
    static void remove(Path folder) throws IOException, InterruptedException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<String> rm = List.of("rm", "--recursive", "--force", "--one-file-system", "--", folder.toString());
        if (call(rm) != 0) {
            // A folder that is closed even to its owner: what else stands in the way stands there still.
            call(List.of("chmod", "--recursive", "u+rwX", "--", folder.toString()));
            int code = call(rm);
            if (code != 0) {
                throw new IOException("rm left with " + code + " over " + folder);
            }
        }
    }

    private static int call(List<String> program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        command.addAll(program);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
