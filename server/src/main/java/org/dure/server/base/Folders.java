package org.dure.server.base;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/// Work on whole folders.
public final class Folders {

    private Folders() {}

    /// Lets every user enter `root` and all folders below it, as those of sandboxes must.
    public static void letAllEnter(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /// Puts `file` at `place`, too: as a hard link, or as a copy where the file systems have none for it.
    ///
    /// @return whether it is a link, whose rights are the file's
    /// @throws FileAlreadyExistsException where there is something
    public static boolean link(Path file, Path place) throws IOException {
        try {
            Files.createLink(place, file);
            return true;
        } catch (FileAlreadyExistsException there) {
            throw there;
        } catch (FileSystemException | UnsupportedOperationException otherFileSystem) {
            Files.copy(file, place);
            return false;
        }
    }

    /// Deletes `folder` and all below it, following no link; nothing where it is absent.
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
