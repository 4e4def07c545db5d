package org.dure.agent.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of one entry: the entry itself, and beside it what agents tell each other about it. Locks end with the
/// agent that holds them, however it ends. A process loses its locks on a file when it closes that file anywhere, so
/// no agent opens the lock of an entry that it holds a second time.
///
/// @param folder in which they lie
/// @param key    64 hexadecimal digits
record EntryFiles(Path folder, String key) {

    private static final Pattern ENTRY = Pattern.compile("([0-9a-f]{64})(?:\\.unfinished|\\.[0-9a-f-]{36}\\.dying)?");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,18})\\s.*", Pattern.DOTALL);

    /// The part of the lock file that stands for the turn: to make the entry, to remove it, or to begin to use it.
    private static final long TURN = 0;

    /// The part that all who use the entry share.
    private static final long USE = 1;

    /// @return null where the name is none of an entry's folders
    static @Nullable EntryFiles of(Path path) {
        Matcher matcher = ENTRY.matcher(String.valueOf(path.getFileName()));
        Path folder = path.getParent();
        return matcher.matches() && folder != null ? new EntryFiles(folder, matcher.group(1)) : null;
    }

    Path entry() {
        return folder.resolve(key);
    }

    /// The entry while it is made.
    Path unfinished() {
        return folder.resolve(key + ".unfinished");
    }

    /// Holds the entry's size; its time is that of the last use.
    private Path used() {
        return folder.resolve(key + ".used");
    }

    FileChannel openLock() throws IOException {
        return FileChannel.open(
                folder.resolve(key + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /// @return null where another agent has it
    static @Nullable FileLock takeTurn(FileChannel lock) throws IOException {
        return lock.tryLock(TURN, 1, false);
    }

    /// From now on the entry is not removed; for an agent whose turn it is.
    void use(FileChannel lock) throws IOException {
        if (lock.tryLock(USE, 1, true) == null) {
            throw new IOException("another than its agents has locked " + folder.resolve(key + ".lock"));
        }
    }

    /// Renames the entry, or what is left of making it, where no agent uses it: it is whole or absent, whatever happens
    /// while it is removed.
    ///
    /// @param path [#entry] or [#unfinished]
    /// @return what is to be removed; null where it is used, or gone
    @Nullable
    Path setAside(Path path) throws IOException {
        try (FileChannel lock = openLock()) {
            boolean free = takeTurn(lock) != null && lock.tryLock(USE, 1, false) != null;
            if (!free || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            Path dying = folder.resolve(key + "." + UUID.randomUUID() + ".dying");
            Files.move(path, dying, StandardCopyOption.ATOMIC_MOVE);
            if (path.equals(entry())) {
                Files.deleteIfExists(used());
            }
            return dying;
        }
    }

    void noteUse(boolean made, Instant now) throws IOException, InterruptedException {
        if (made || bytesNoted() == null) {
            measure();
        }
        Files.setLastModifiedTime(used(), FileTime.from(now));
    }

    /// Looked up once for an entry: what it takes of the disk.
    long bytes() throws IOException, InterruptedException {
        Long noted = bytesNoted();
        return noted == null ? measure() : noted;
    }

    Instant lastUse() throws IOException {
        return Files.getLastModifiedTime(used()).toInstant();
    }

    private @Nullable Long bytesNoted() throws IOException {
        try {
            Matcher matcher = BYTES.matcher(Files.readString(used()));
            return matcher.matches() ? Long.valueOf(matcher.group(1)) : null;
        } catch (NoSuchFileException never) {
            return null;
        }
    }

    private long measure() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "du", "--summarize", "--one-file-system", "--block-size=1", "--", entry().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Matcher printed = BYTES.matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        process.waitFor();
        if (!printed.matches()) {
            throw new IOException("du does not tell how large " + entry() + " is");
        }
        Files.writeString(used(), printed.group(1) + " bytes\n");
        return Long.parseLong(printed.group(1));
    }
}
