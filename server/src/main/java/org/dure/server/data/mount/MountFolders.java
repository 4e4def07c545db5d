package org.dure.server.data.mount;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.dure.base.DurableFiles;
import org.dure.base.Ids;
import org.dure.base.Sha256;
import org.dure.server.base.DataFolder;
import org.dure.server.base.DiskErrors;
import org.dure.server.base.Folders;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.data.PartNames;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.dure.server.data.content.Contents;
import org.dure.server.data.version.VersionService;
import org.springframework.stereotype.Component;

/// Folders that sessions read, in the data folder:
///
/// - `mounts/<version id>/<part>/…`: a visible part with its true paths, hard links to the objects;
/// - `mounts/hidden/<version id>/<part>/<n>.<extension>`: a hidden part under names that tell nothing, copied so that
///   times and inodes tell nothing either.
///
/// Each part is made once, every byte checked, beside its place and renamed into it. Folders have mode 755 and files
/// 444, so that a program without rights reads them once an agent has mounted them; the data folder above stays shut.
/// Nothing removes them yet.
@Component
class MountFolders {

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("r--r--r--");
    private static final String HIDDEN = "hidden";
    private static final String UNFINISHED = ".unfinished";

    private final VersionService versions;
    private final Contents contents;
    private final ObjectStore objects;
    private final Path root;

    MountFolders(VersionService versions, Contents contents, ObjectStore objects, DataFolder folder)
            throws IOException {
        this.versions = versions;
        this.contents = contents;
        this.objects = objects;
        this.root = folder.folder("mounts");
        Folders.delete(root.resolve(UNFINISHED));
        open(Files.createDirectories(root.resolve(UNFINISHED)));
        open(Files.createDirectories(root.resolve(HIDDEN)));
    }

    /// The folder whose first folders are the version's visible parts.
    Path visibleParts(Version version) {
        for (Version.Part part : version.parts()) {
            if (!part.hidden()) {
                part(version, part.name());
            }
        }
        return root.resolve(version.id().toString());
    }

    /// The folder of one part, made where it is absent.
    ///
    /// @throws UserError.Conflict where a referenced file has changed
    Path part(Version version, String part) {
        Path place = place(version.id(), part);
        if (Files.isDirectory(place)) {
            return place;
        }
        Path unfinished = root.resolve(UNFINISHED).resolve(Ids.next().toString());
        try {
            fill(unfinished, version, part);
            Path parent = Objects.requireNonNull(place.getParent(), "a place has a parent");
            open(Files.createDirectories(parent));
            DurableFiles.syncFolder(Objects.requireNonNull(parent.getParent(), "so has its parent"));
            moveUnlessMade(unfinished, place);
            DurableFiles.syncFolder(parent);
            return place;
        } catch (IOException e) {
            if (DiskErrors.isFull(e)) {
                throw new UserError.DiskFull("The disk of the platform is full; version " + version.number()
                        + " could not be laid out for reading.");
            }
            throw new UncheckedIOException("Cannot lay out version " + version.id() + " for reading", e);
        } finally {
            deleteQuietly(unfinished);
        }
    }

    private void fill(Path folder, Version version, String part) throws IOException {
        open(Files.createDirectory(folder));
        Set<Path> folders = new HashSet<>(Set.of(folder));
        List<StoredFile> files = versions.inMountOrder(version.id(), part);
        for (int number = 0; number < files.size(); number++) {
            StoredFile file = files.get(number);
            boolean hidden = PartNames.isHidden(part);
            Path target = hidden
                    ? folder.resolve(number + "." + extension(file.entry().path()))
                    : folder.resolve(file.entry().path());
            makeFolders(folder, target, folders);
            if (hidden || file.referenceModifiedAt() != null) {
                copy(version, file, target);
            } else {
                link(version, file, target);
            }
        }
        for (Path made : folders) {
            DurableFiles.syncFolder(made);
        }
    }

    private static void makeFolders(Path top, Path target, Set<Path> made) throws IOException {
        Path folder = top;
        for (Path name : top.relativize(Objects.requireNonNull(target.getParent(), "below the top"))) {
            folder = folder.resolve(name);
            if (!name.toString().isEmpty() && made.add(folder)) {
                open(Files.createDirectory(folder));
            }
        }
    }

    /// An object that has as many links as a file can have is copied.
    private void link(Version version, StoredFile file, Path target) throws IOException {
        try (InputStream in = contents.open(version, file)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        try {
            Files.createLink(target, objects.file(new Sha256(file.entry().sha256())));
        } catch (FileAlreadyExistsException impossible) {
            throw impossible;
        } catch (FileSystemException tooManyLinks) {
            copy(version, file, target);
        }
    }

    private void copy(Version version, StoredFile file, Path target) throws IOException {
        try (InputStream in = contents.open(version, file)) {
            Files.copy(in, target);
        }
        Files.setLastModifiedTime(target, FileTime.fromMillis(0));
        Files.setPosixFilePermissions(target, FILE);
    }

    /// Two sessions may begin at the same time; the folder is the same whoever made it.
    private static void moveUnlessMade(Path unfinished, Path place) throws IOException {
        try {
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(place)) {
                throw e;
            }
        }
    }

    private Path place(UUID versionId, String part) {
        Path parts = PartNames.isHidden(part) ? root.resolve(HIDDEN) : root;
        return parts.resolve(versionId.toString()).resolve(part);
    }

    /// Of a usual file name; anything unusual might tell a label.
    private static String extension(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(java.util.Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return extension.length() < name.length() && extension.matches("[a-z0-9]{1,5}") ? extension : "bin";
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, FOLDER);
    }

    private static void deleteQuietly(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException next) {
            // The next start deletes it.
        }
    }
}
