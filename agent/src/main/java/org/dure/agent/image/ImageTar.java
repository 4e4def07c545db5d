package org.dure.agent.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Unpacks the file system of an image. Whoever has made the image may be hostile: nothing is ever written through a
/// link, and what is neither a file nor a folder nor a link (devices above all) is left out, and so are setuid bits.
final class ImageTar {

    private static final int ENTRIES_MAX = 2_000_000;

    private final Path root;
    private final long bytesMax;
    private long bytes;
    private int entries;

    private ImageTar(Path root, long bytesMax) {
        this.root = root;
        this.bytesMax = bytesMax;
    }

    /// @param root an empty folder of the agent's own
    /// @throws IOException also where it holds more than `bytesMax`
    static void extract(InputStream tar, Path root, long bytesMax) throws IOException {
        new ImageTar(root, bytesMax).extract(tar);
    }

    private void extract(InputStream tar) throws IOException {
        try (TarArchiveInputStream archive = new TarArchiveInputStream(new BufferedInputStream(tar), "UTF-8")) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                bytes += entry.getSize();
                if (bytes > bytesMax || ++entries > ENTRIES_MAX) {
                    throw new IOException(
                            "the image holds more than " + (bytesMax >> 30) + " GiB or " + ENTRIES_MAX + " files");
                }
                Path path = place(entry.getName());
                if (path != null) {
                    put(archive, entry, path);
                }
            }
        }
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void put(TarArchiveInputStream archive, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(path);
                Files.createDirectory(path);
            }
            allow(path, entry.getMode() | 0700);
        } else if (entry.isSymbolicLink()) {
            clear(path);
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Path target = place(entry.getLinkName());
            if (target != null && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                clear(path);
                Files.createLink(path, target);
            }
        } else if (entry.isFile() && !entry.isBlockDevice() && !entry.isCharacterDevice() && !entry.isFIFO()) {
            clear(path);
            Files.copy(archive, path);
            allow(path, entry.getMode() | 0400);
        }
    }

    /// Where an entry belongs, its parents made; null where that is outside, or behind a link.
    private @org.jspecify.annotations.Nullable Path place(String name) throws IOException {
        Path relative = Path.of(name.replaceFirst("^/+", "")).normalize();
        if (name.indexOf('\0') >= 0
                || relative.startsWith("..")
                || relative.toString().isEmpty()) {
            return null;
        }
        Path folder = root;
        for (Path step : relative.getNameCount() == 1 ? Path.of("") : Objects.requireNonNull(relative.getParent())) {
            folder = folder.resolve(step);
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder);
                allow(folder, 0755);
            } else if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
        }
        return root.resolve(relative);
    }

    private static void clear(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(path);
        }
    }

    /// The session is another user than any of the image's: what its owner may read and run, it may.
    private static void allow(Path path, int mode) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        if ((mode & 0200) != 0) {
            permissions.add(PosixFilePermission.OWNER_WRITE);
        }
        permissions.addAll(PosixFilePermissions.fromString("r--r--r--"));
        if ((mode & 0111) != 0) {
            permissions.addAll(PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        Files.setPosixFilePermissions(path, permissions);
    }
}
