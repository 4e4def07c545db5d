package org.dure.server.compute.program;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;

/// Unpacks an uploaded archive into the object store. It believes nothing that the archive says of itself: sizes are
/// counted, paths checked, links refused.
final class ProgramArchive {

    static final long ARCHIVE_BYTES_MAX = 128L << 20;
    private static final long UNPACKED_BYTES_MAX = 512L << 20;
    private static final int FILES_MAX = 10_000;
    private static final int OWNER_EXECUTE = 0b001_000_000;

    private final ObjectStore objects;
    private final List<UploadedProgram.File> files = new ArrayList<>();
    private final Set<String> filePaths = new HashSet<>();
    private final Set<String> folderPaths = new HashSet<>();
    private long unpacked;

    ProgramArchive(ObjectStore objects) {
        this.objects = objects;
    }

    /// @return the files, by their paths
    /// @throws UserError.Invalid  where it is no archive that this reads, or a path in it is bad
    /// @throws UserError.TooLarge where it unpacks to more than a program may be
    List<UploadedProgram.File> unpack(Path archive) throws IOException {
        try {
            if (startsWith(archive, 'P', 'K')) {
                unpackZip(archive);
            } else if (startsWith(archive, 0x1f, 0x8b)) {
                unpackTar(archive);
            } else {
                throw new UserError.Invalid("body", "must be a zip or a tar.gz archive; its first bytes are neither's");
            }
        } catch (ZipException | java.io.EOFException | IllegalArgumentException damaged) {
            throw new UserError.Invalid("body", "is a damaged archive: " + damaged.getMessage());
        }
        if (files.isEmpty()) {
            throw new UserError.Invalid("body", "is an archive without any file");
        }
        files.sort(java.util.Comparator.comparing(UploadedProgram.File::path));
        return files;
    }

    private void unpackZip(Path archive) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (entry.isDirectory()) {
                    continue;
                }
                if (entry.isUnixSymlink() || !zip.canReadEntryData(entry)) {
                    throw refused(entry.getName());
                }
                refuseLarge(entry.getSize());
                try (InputStream in = zip.getInputStream(entry)) {
                    keep(entry.getName(), (entry.getUnixMode() & OWNER_EXECUTE) != 0, in);
                }
            }
        }
    }

    private void unpackTar(Path archive) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isDirectory() || entry.isPaxHeader() || entry.isGlobalPaxHeader()) {
                    continue;
                }
                if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink()) {
                    throw refused(entry.getName());
                }
                refuseLarge(entry.getSize());
                keep(entry.getName(), (entry.getMode() & OWNER_EXECUTE) != 0, tar);
            }
        } catch (IOException damaged) {
            if (damaged.getCause() == null && !(damaged instanceof java.nio.file.FileSystemException)) {
                throw new UserError.Invalid("body", "is a damaged archive: " + damaged.getMessage());
            }
            throw damaged;
        }
    }

    private void keep(String name, boolean executable, InputStream in) throws IOException {
        String path = RelativePath.check("body", name.startsWith("./") ? name.substring(2) : name);
        if (files.size() == FILES_MAX) {
            throw new UserError.TooLarge("A program has at most " + FILES_MAX + " files.");
        }
        boolean clash = !filePaths.add(path) || folderPaths.contains(path);
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            folderPaths.add(path.substring(0, slash));
            clash |= filePaths.contains(path.substring(0, slash));
        }
        if (clash) {
            throw new UserError.Invalid("body", "has the path twice, or as a file and as a folder: " + path);
        }
        long left = UNPACKED_BYTES_MAX - unpacked;
        ObjectStore.Stored stored = objects.put(in, null, left);
        unpacked += stored.sizeBytes();
        files.add(new UploadedProgram.File(path, stored.sha256().hex(), stored.sizeBytes(), executable));
    }

    /// What it admits itself needs no unpacking to be refused; what it denies is found while unpacking.
    private void refuseLarge(long announced) {
        if (announced > UNPACKED_BYTES_MAX - unpacked) {
            throw new UserError.TooLarge("A program has at most " + UNPACKED_BYTES_MAX + " bytes unpacked.");
        }
    }

    private static UserError refused(String name) {
        return new UserError.Invalid("body", "has an entry that is no plain, unencrypted file: " + name);
    }

    private static boolean startsWith(Path file, int first, int second) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == first && in.read() == second;
        }
    }
}
