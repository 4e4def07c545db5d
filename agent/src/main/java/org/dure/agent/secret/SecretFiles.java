package org.dure.agent.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import org.dure.agent.reason.RefusedException;
import org.jspecify.annotations.Nullable;

/// A folder with a file for each secret, readable by the session's user alone. It lies in memory (`/dev/shm`) where the
/// node has such a place, so that no value reaches a disk; its name tells the attempt, so that what a killed agent has
/// left is found.
public final class SecretFiles implements AutoCloseable {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "dure-secrets-";

    /// Gives a file to the session's user.
    public interface Owner {
        void own(Path file) throws IOException;
    }

    private final Path folder;

    private SecretFiles(Path folder) {
        this.folder = folder;
    }

    /// @param work the attempt's own folder, for a node without `/dev/shm`
    /// @return null where there are no secrets
    public static @Nullable SecretFiles write(UUID attempt, Map<String, String> secrets, Owner user, Path work)
            throws IOException, RefusedException {
        if (secrets.isEmpty()) {
            return null;
        }
        Path folder = Files.isWritable(MEMORY) ? MEMORY.resolve(PREFIX + attempt) : work.resolve(PREFIX + attempt);
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SecretFiles files = new SecretFiles(folder);
        try {
            for (Map.Entry<String, String> secret : secrets.entrySet()) {
                Path file = folder.resolve(secret.getKey());
                if (!folder.equals(file.getParent()) || !file.equals(file.normalize())) {
                    throw new RefusedException("a secret's name is the name of a file, not " + secret.getKey());
                }
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, secret.getValue(), StandardCharsets.UTF_8, StandardOpenOption.WRITE);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
                user.own(file);
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
            user.own(folder);
            return files;
        } catch (IOException | RefusedException failed) {
            files.close();
            throw failed;
        }
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        remove(folder);
    }

    /// Removes what a killed agent has left in memory; what lies in a work folder goes with that.
    ///
    /// @return whether anything was there
    public static boolean sweep(UUID attempt) throws IOException {
        return remove(MEMORY.resolve(PREFIX + attempt));
    }

    private static boolean remove(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        return Files.deleteIfExists(folder);
    }
}
