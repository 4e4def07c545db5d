package org.dure.server.compute.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dure.server.base.Folders;

/// Files in the folder that `server` shares with the nodes.
final class SharedFiles {

    private SharedFiles() {}

    /// The same tree at `target`, which is absent or empty: hard links where both are on one file system, else copies.
    /// Links and other special files are left out.
    static void linkAll(Path source, Path target) throws IOException {
        for (Path path : below(source)) {
            Path copy = target.resolve(source.relativize(path).toString());
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(copy);
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                Folders.link(path, copy);
            }
        }
    }

    static void copy(Path source, Path target) throws IOException {
        for (Path path : below(source)) {
            Files.copy(path, target.resolve(source.relativize(path).toString()));
        }
    }

    /// Folders `rwxr-xr-x`; a file that is a link to another place keeps its rights, which are that one's too.
    static void openToAll(Path root) throws IOException {
        for (Path path : below(root)) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                Set<PosixFilePermission> rights = new HashSet<>(Files.getPosixFilePermissions(path));
                if (rights.addAll(PosixFilePermissions.fromString("r--r--r--"))) {
                    Files.setPosixFilePermissions(path, rights);
                }
            }
        }
    }

    /// A folder of this user alone, made where it is absent.
    static Path privateFolder(Path folder, String user) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        give(folder, user);
        return folder;
    }

    /// @throws IOException where this process may not
    static void give(Path path, String user) throws IOException {
        UserPrincipal owner =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        if (!Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
            Files.setOwner(path, owner);
        }
    }

    /// Parents before children.
    private static List<Path> below(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.toList();
        }
    }
}
