package org.dure.agent.handover;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.dure.agent.folder.ProgramFolder;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.ByteSize;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.SandboxUser;
import org.dure.base.Sha256;

/// A checkpoint's tar file: regular files only, times and the executable bit kept, owners not.
final class CheckpointTar {

    private static final int FILES_MAX = 100_000;

    private CheckpointTar() {}

    /// A checkpoint that will not be stored, however often it is tried.
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String message) {
            super(message);
        }
    }

    /// Writes the files of `folder` except `.ready`, `.save` and `.signal`.
    ///
    /// @throws IOException also where a file changed its length while it was read
    static Sha256 write(ProgramFolder folder, Path tar, long bytesMax, LogChunker log) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(tar)), digest);
                TarArchiveOutputStream archive = new TarArchiveOutputStream(out, "UTF-8")) {
            archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            archive.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            archive.setAddPaxHeadersForNonAsciiNames(true);
            LeftOut leftOut = new LeftOut(log, "in the checkpoint");
            folder.visit(new ProgramFolder.Visitor() {
                private long bytes;
                private int files;

                @Override
                public void file(String path, ProgramFolder.Entry entry) throws IOException {
                    if (Checkpoints.OWN.contains(path)) {
                        return;
                    }
                    if (path.indexOf('\uFFFD') >= 0) {
                        leftOut.say(path, "its name is not UTF-8");
                        return;
                    }
                    bytes += entry.size();
                    files++;
                    if (bytes > bytesMax || files > FILES_MAX) {
                        throw new TooLargeException(
                                "it holds more than " + ByteSize.words(bytesMax) + " or " + FILES_MAX + " files");
                    }
                    TarArchiveEntry header = new TarArchiveEntry(path);
                    header.setSize(entry.size());
                    header.setModTime(entry.modifiedMillis());
                    header.setMode(entry.executable() ? 0100755 : 0100644);
                    archive.putArchiveEntry(header);
                    entry.copyTo(archive);
                    archive.closeArchiveEntry();
                }

                @Override
                public void skipped(String path, String why) throws IOException {
                    leftOut.say(path, why);
                }
            });
            leftOut.end();
        }
        return Sha256.of(digest);
    }

    /// Unpacks into `target`, which is empty and in which no program runs yet; its files become the user's.
    ///
    /// @throws RefusedException where an entry is no file or folder, or leaves `target`
    static void extract(Path tar, Path target, SandboxUser user, long bytesMax) throws IOException, RefusedException {
        long bytes = 0;
        int files = 0;
        try (TarArchiveInputStream archive =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)), "UTF-8")) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target) || entry.getName().indexOf('\0') >= 0) {
                    throw new RefusedException("the checkpoint has an entry outside of it: " + entry.getName());
                }
                bytes += entry.getSize();
                files++;
                if (bytes > bytesMax || files > FILES_MAX) {
                    throw new RefusedException("the checkpoint holds more than " + ByteSize.words(bytesMax) + " or "
                            + FILES_MAX + " files");
                }
                if (entry.isDirectory()) {
                    folder(path, target, user);
                } else if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
                    folder(Objects.requireNonNull(path.getParent()), target, user);
                    Files.copy(archive, path);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                    Files.setLastModifiedTime(path, entry.getLastModifiedTime());
                    user.own(path);
                } else {
                    throw new RefusedException("the checkpoint has an entry that is no file: " + entry.getName());
                }
            }
        }
    }

    private static void folder(Path folder, Path target, SandboxUser user) throws IOException {
        if (!folder.equals(target) && !Files.isDirectory(folder)) {
            folder(Objects.requireNonNull(folder.getParent()), target, user);
            Files.createDirectory(folder);
            user.own(folder);
        }
    }
}
