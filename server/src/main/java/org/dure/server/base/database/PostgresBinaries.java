package org.dure.server.base.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.dure.server.base.Folders;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, packed for this machine by zonky's binaries jar.
final class PostgresBinaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    /// Unpacks into `folder` unless it is there already.
    static void unpackInto(Path folder) throws IOException {
        if (Files.exists(folder.resolve("bin/postgres"))) {
            return;
        }
        Path parent = Files.createDirectories(folder.toAbsolutePath().resolveSibling(""));
        Path unfinished = Files.createTempDirectory(parent, "postgres-");
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (packed == null) {
                throw new IllegalStateException(
                        "No embedded PostgreSQL for this processor; name an existing one by --dure.database-url");
            }
            unpack(new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed))), unfinished);
        }
        if (Files.exists(folder.resolve("bin/postgres"))) {
            Folders.delete(unfinished);
            return;
        }
        Files.move(unfinished, folder);
    }

    private static void unpack(TarArchiveInputStream tar, Path folder) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path target = folder.resolve(entry.getName()).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("The archive leads out of its folder: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else {
                Files.createDirectories(target.resolveSibling(""));
                Files.copy(tar, target);
                if ((entry.getMode() & 0100) != 0) {
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }
}
